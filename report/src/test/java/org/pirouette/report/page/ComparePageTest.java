package org.pirouette.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.pirouette.report.html.Browser;
import org.pirouette.report.html.PageWriter;

final class ComparePageTest {
  @TempDir private Path folder;

  private static ComparePage sample() {
    return new ComparePage(
        SampleComparison.comparison(),
        "Posted interrupts remove 99.9 % of the exits and give back half a core",
        Optional.empty(),
        Optional.of(SampleComparison.sensitivity()),
        "./pirouette compare nvme-500k --seed 1",
        1);
  }

  @Test
  void thePageHoldsWhatTheIssueLists() throws IOException {
    Path file = folder.resolve("compare.html");
    try (OutputStream out = Files.newOutputStream(file)) {
      PageWriter.write(sample().page(), out);
    }
    assertThat(Files.size(file)).isLessThan(2_000_000);
    try (Browser browser = Browser.open()) {
      browser.show(file, 1200, 900);
      for (String id :
          List.of("modes", "cycles", "latency", "claims", "sensitivity", "costs", "reproduce")) {
        assertThat(browser.driver().findElements(By.id(id))).as(id).hasSize(1);
      }
      assertThat(browser.driver().findElements(By.cssSelector(".chart svg"))).hasSize(7);
      assertThat(browser.driver().findElement(By.id("exits")).getText())
          .contains("EXTERNAL_INTERRUPT", "MSR_WRITE");
      assertThat(browser.driver().findElement(By.id("sensitivity")).getText())
          .contains("Break-even");
      assertThat(browser.driver().findElement(By.id("reproduce")).getText()).contains("--seed 1");
      browser.screenshot("compare");
      browser.assertQuiet();
      browser.show(file, 360, 740);
      assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
          .isLessThanOrEqualTo(360);
      browser.screenshot("compare-phone");
      browser.assertQuiet();
    }
  }

  @Test
  void sameResultSameBytes() {
    assertThat(PageWriter.render(sample().page())).isEqualTo(PageWriter.render(sample().page()));
  }

  @Test
  void breakEvenLiesWhereTheGainIsWorthIt() {
    assertThat(SampleComparison.sensitivity().breakEvenRate()).isBetween(50_000.0, 51_000.0);
  }
}
