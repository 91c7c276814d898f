package org.pirouette.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.pirouette.report.text.Unit;
import org.pirouette.report.text.Units;

/// Opens a page in a real browser, clicks, types and reads values back.
final class PageTest {
  @TempDir private static Path folder;
  private static Path file;
  private static Browser browser;

  @BeforeAll
  static void writePageAndOpenBrowser() throws IOException {
    file = folder.resolve("sample.html");
    try (OutputStream out = Files.newOutputStream(file)) {
      PageWriter.write(SamplePage.page(), out);
    }
    browser = Browser.open();
  }

  @AfterAll
  static void closeBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void aPageIsOneSmallFile() throws IOException {
    assertThat(Files.size(file)).isLessThan(2_000_000);
    String html = Files.readString(file);
    assertThat(html).doesNotContain("<script>alert(1)").doesNotContain("src=\"http");
  }

  @Test
  void everyPlotIsDrawnQuietlyInLightAndDark() throws IOException {
    for (String scheme : List.of("light", "dark")) {
      browser.prefer(scheme);
      browser.show(file, 1200, 900);
      assertThat(browser.run("return document.documentElement.dataset.theme")).isEqualTo(scheme);
      assertThat(browser.driver().findElements(By.cssSelector(".chart svg"))).hasSize(5);
      browser.screenshot("page-" + scheme);
      browser.assertQuiet();
    }
    browser.prefer("light");
  }

  @Test
  void aPhoneNeedsNoSidewaysScrolling() throws IOException {
    browser.show(file, 360, 740);
    assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
        .isLessThanOrEqualTo(360);
    browser.screenshot("page-phone");
    browser.assertQuiet();
  }

  @Test
  void paperIsLightAndComplete() throws IOException {
    browser.prefer("dark");
    browser.show(file, 1200, 900);
    browser.print("page-paper");
    assertThat(Files.size(Browser.SCREENSHOTS.resolve("page-paper.pdf"))).isGreaterThan(20_000);
    assertThat(browser.run("return document.documentElement.dataset.theme")).isEqualTo("dark");
    browser.prefer("light");
    browser.assertQuiet();
  }

  @Test
  void everyPlotHasItsNumbers() {
    browser.show(file, 1200, 900);
    for (WebElement figure : browser.driver().findElements(By.tagName("figure"))) {
      assertThat(figure.findElements(By.cssSelector("details table tbody tr"))).isNotEmpty();
    }
    WebElement exits = browser.driver().findElement(By.id("exits"));
    assertThat(exits.findElement(By.tagName("table")).getText())
        .contains("emulated 1.50 M/s", "posted 12 /s");
    assertThat(
            browser
                .driver()
                .findElement(By.id("percentiles"))
                .findElement(By.tagName("table"))
                .getText())
        .contains("99.99 %");
  }

  @Test
  void keysWalkThroughThePoints() {
    browser.show(file, 1200, 900);
    WebElement figure = browser.driver().findElement(By.id("percentiles"));
    WebElement chart = figure.findElement(By.className("chart"));
    chart.sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_DOWN);
    assertThat(figure.findElement(By.className("reading")).getText())
        .isEqualTo("posted, 50 %: 492 ns");
    chart.sendKeys(Keys.ESCAPE);
    assertThat(figure.findElement(By.className("reading")).getText()).isEmpty();
    WebElement heat = browser.driver().findElement(By.id("heat"));
    heat.findElement(By.className("chart")).sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_DOWN);
    assertThat(heat.findElement(By.className("reading")).getText()).startsWith("vCPU 1, 0 ns: ");
    browser.assertQuiet();
  }

  @Test
  void theLegendHidesAndShows() {
    browser.show(file, 1200, 900);
    WebElement button = browser.driver().findElement(By.cssSelector("#cycles .legend button"));
    String selected =
        "const s = window.pirouette.charts['cycles']().getOption().legend[0].selected;"
            + " return s['guest'] !== false;";
    assertThat(browser.run(selected)).isEqualTo(true);
    button.sendKeys(Keys.ENTER);
    assertThat(button.getDomAttribute("aria-pressed")).isEqualTo("false");
    assertThat(browser.run(selected)).isEqualTo(false);
    browser.driver().findElement(By.cssSelector("#cycles .legend button")).click();
    assertThat(browser.run(selected)).isEqualTo(true);
    browser.assertQuiet();
  }

  @Test
  void theThemeButtonGoesRound() {
    browser.show(file, 1200, 900);
    WebElement button = browser.driver().findElement(By.id("theme"));
    button.click();
    assertThat(button.getText()).isEqualTo("Theme: light");
    button.click();
    assertThat(browser.run("return document.documentElement.dataset.theme")).isEqualTo("dark");
    button.click();
    assertThat(button.getText()).isEqualTo("Theme: automatic");
    browser.assertQuiet();
  }

  /// The page spells numbers as the terminal does.
  @Test
  void numbersReadAlikeInTerminalAndPage() {
    browser.show(file, 1200, 900);
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (Unit unit : Unit.values()) {
      List<Double> values = new ArrayList<>();
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        double value = i == 0 ? 0 : Math.pow(10, random.nextDouble() * 14 - 2);
        values.add(i % 3 == 0 ? Math.rint(value) : value);
        expected.add(Units.format(unit, values.getLast()));
      }
      String formatAll =
          "return arguments[1].map((value) => window.pirouette.format(arguments[0], value))";
      assertThat(browser.run(formatAll, unit.name(), values))
          .as("seed %d, %s %s", seed, unit, values)
          .isEqualTo(expected);
    }
  }
}
