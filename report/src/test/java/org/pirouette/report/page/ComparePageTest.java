package org.pirouette.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.pirouette.protocol.intel.IntelMode;
import org.pirouette.report.compare.Baseline;
import org.pirouette.report.compare.Sensitivity;
import org.pirouette.report.html.Browser;
import org.pirouette.report.html.PageWriter;

final class ComparePageTest {
  @TempDir private Path folder;

  private static ComparePage sample() {
    return new ComparePage(
        SampleComparison.comparison(),
        Baseline.first(SampleComparison.comparison().modes()),
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
  void theRatesAtWhichItPaysAreComputed() {
    assertThat(SampleComparison.sensitivity().breakEvenRate()).isZero();
    assertThat(SampleComparison.sensitivity().rateFor(0.05)).isBetween(50_000.0, 51_000.0);
    assertThat(SampleComparison.sensitivity().rateFor(50)).isNaN();
  }

  @Test
  void breakEvenIsWhereTheLossEnds() {
    List<Sensitivity.Entry> entries =
        List.of(
            new Sensitivity.Entry(1_000, 3_000, 0.01, 0.03),
            new Sensitivity.Entry(3_000, 3_000, 0.05, 0.03),
            new Sensitivity.Entry(9_000, 3_000, 0.15, 0.03));
    Sensitivity pays = new Sensitivity(IntelMode.EMULATED, IntelMode.POSTED, entries, List.of());
    assertThat(pays.breakEvenRate()).isCloseTo(2_000, within(0.001));
    Sensitivity never =
        new Sensitivity(IntelMode.EMULATED, IntelMode.POSTED, entries.subList(0, 1), List.of());
    assertThat(never.breakEvenRate()).isNaN();
  }
}
