package org.pirouette.report.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.pirouette.protocol.intel.IntelMode;
import org.pirouette.report.html.Browser;
import org.pirouette.report.html.PlayerPage;
import org.pirouette.report.text.Ansi;
import org.pirouette.report.text.Terminal;
import org.pirouette.report.text.TextOutput;
import org.pirouette.simulate.scenario.CostProfile;

/// A story in the terminal and as a page.
final class StoryOutputTest {
  private static final CostProfile COSTS = CostProfile.uniform(10);

  @TempDir private Path folder;

  private static String print(Situation situation, Ansi ansi, boolean verbose) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TextOutput out =
        new TextOutput(
            new PrintStream(bytes, true, StandardCharsets.UTF_8),
            new Terminal(false, false, 80, ansi));
    Story story = Explainer.tell(Subject.DEFAULT, IntelMode.POSTED, situation, COSTS);
    new StoryText(out).print(story, verbose);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theTerminalShowsChangedBytesSideBySideWithinEightyColumns() {
    for (Situation situation : Situation.values()) {
      if (!Explainer.exists(Subject.DEFAULT, IntelMode.POSTED, situation)) {
        continue;
      }
      for (boolean verbose : new boolean[] {false, true}) {
        assertThat(print(situation, Ansi.OFF, verbose).lines().filter(line -> line.length() > 80))
            .as("%s, verbose %s", situation, verbose)
            .isEmpty();
      }
    }
    assertThat(print(Situation.RUNNING, Ansi.OFF, false))
        .startsWith("Vector 61h reaches the guest without a VM exit")
        .contains(
            "PID: PIR[61h] 0 -> 1, ON 0 -> 1", "+20  0000F20000000000", "0100F20000000000", "^^");
  }

  @Test
  void colourAddsNothingButColour() {
    String painted = print(Situation.RUNNING, Ansi.ON, true);
    assertThat(painted).contains("\u001b[");
    assertThat(painted.replaceAll("\u001b\\[[0-9;]*m", ""))
        .isEqualTo(print(Situation.RUNNING, Ansi.OFF, true));
  }

  @Test
  void thePagePlaysStepsAndNamesBits() throws IOException, InterruptedException {
    Path file = folder.resolve("explain.html");
    try (OutputStream out = Files.newOutputStream(file)) {
      PlayerPage.write(
          StoryJson.compact(
              Explainer.all(Subject.DEFAULT, COSTS), IntelMode.POSTED, Situation.BLOCKED),
          out);
    }
    assertThat(Files.size(file)).isLessThan(2_000_000);
    try (Browser browser = Browser.open()) {
      browser.show(file, 1200, 1000);
      assertThat(browser.driver().findElement(By.id("outcome")).getText())
          .as("it opens where it was asked to")
          .contains("posted, the vCPU sleeps after HLT");
      new Select(browser.driver().findElement(By.id("mode"))).selectByValue("posted");
      new Select(browser.driver().findElement(By.id("situation"))).selectByValue("running");
      WebElement next = browser.driver().findElement(By.id("next"));
      next.click();
      next.click();
      next.click();
      assertThat(browser.driver().findElement(By.id("now")).getText())
          .contains("post into PID", "PID.ON 0 -> 1", "notify with vector F2h");
      assertThat(browser.driver().findElement(By.id("stage")).getText())
          .contains("device 0", "IOMMU 0", "memory", "pCPU 0", "vCPU 0, in guest mode")
          .contains("vector 61h", "PIR {} \u2192 {61h}, ON 0 \u2192 1");
      browser.screenshot("explain");

      browser.run("document.querySelector('[data-key=PID] [data-bit=\"256\"]').focus()");
      assertThat(browser.driver().findElement(By.id("bit-name")).getText())
          .contains("PID, bit 256: ON = 1 (outstanding notification)");
      browser.driver().switchTo().activeElement().sendKeys(Keys.ARROW_RIGHT);
      assertThat(browser.driver().findElement(By.id("bit-name")).getText())
          .contains("bit 257: SN = 0");

      browser.driver().findElement(By.id("back")).click();
      assertThat(browser.driver().findElement(By.id("now")).getText()).contains("fetch IRTE");
      browser.driver().findElement(By.id("last")).click();
      assertThat(next.isEnabled()).isFalse();
      // Whatever passes while the page plays is noted, however slowly this test looks at it.
      browser.run(
          "window.seen = []; const now = document.getElementById('now');"
              + " new MutationObserver(() => window.seen.push(now.innerText))"
              + ".observe(now, {childList: true, subtree: true, characterData: true})");
      browser.driver().findElement(By.id("play")).click();
      new WebDriverWait(browser.driver(), Duration.ofSeconds(20))
          .until(
              ExpectedConditions.jsReturnsValue(
                  "return window.seen.some(it => it.includes('raise MSI')) ? 'yes' : ''"));
      browser.driver().findElement(By.id("play")).click();
      new Select(browser.driver().findElement(By.id("situation"))).selectByValue("blocked");
      assertThat(browser.driver().findElement(By.id("outcome")).getText())
          .contains("sleeps after HLT");
      browser.assertQuiet();

      browser.prefer("dark");
      browser.show(file, 360, 740);
      assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
          .isLessThanOrEqualTo(360);
      browser.screenshot("explain-phone-dark");
      browser.assertQuiet();
    }
  }

  @Test
  void sameStorySameBytes() {
    List<Story> once =
        List.of(Explainer.tell(Subject.DEFAULT, IntelMode.POSTED, Situation.RUNNING, COSTS));
    List<Story> again =
        List.of(Explainer.tell(Subject.DEFAULT, IntelMode.POSTED, Situation.RUNNING, COSTS));
    assertThat(StoryJson.compact(once, IntelMode.POSTED, Situation.RUNNING))
        .isEqualTo(StoryJson.compact(again, IntelMode.POSTED, Situation.RUNNING));
  }
}
