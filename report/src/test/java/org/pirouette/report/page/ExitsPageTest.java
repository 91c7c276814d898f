package org.pirouette.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.pirouette.report.html.Block;
import org.pirouette.report.html.Browser;
import org.pirouette.report.html.Chart;
import org.pirouette.report.html.Page;
import org.pirouette.report.html.PageWriter;
import org.pirouette.report.html.Section;
import org.pirouette.report.perfetto.WireReader;
import org.pirouette.report.timeline.RecordingTimeline;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.exits.ExitOptions;
import org.pirouette.trace.exits.ExitReport;
import org.pirouette.trace.exits.ExitReports;

/// The page and the timeline of a small recording in ftrace's format.
final class ExitsPageTest {
  @TempDir private Path folder;

  /// Two vCPUs that exit by turns for external interrupts, MSR writes and halts.
  private Path recording(String name, int exits) throws IOException {
    return recording(name, exits, "EXTERNAL_INTERRUPT", "MSR_WRITE", "HLT", "EXTERNAL_INTERRUPT");
  }

  private Path recording(String name, int exits, String... reasons) throws IOException {
    StringBuilder text = new StringBuilder("# tracer: nop\n#\n");
    for (int i = 0; i < exits; i++) {
      int vcpu = i % 2;
      double time = 100 + i * 0.0005;
      String head = " CPU %d/KVM-%d   [00%d] d..1. %.6f: ";
      text.append(head.formatted(vcpu, 1000 + vcpu, vcpu, time));
      text.append(
          "kvm_exit: vcpu %d reason %s rip 0xffffffff81000000 info1 0x0000000000000000 info2 0x0000000000000000 intr_info 0x800000f6 error_code 0x00000000\n"
              .formatted(vcpu, reasons[i % reasons.length]));
      text.append(head.formatted(vcpu, 1000 + vcpu, vcpu, time + 0.000002 * (1 + i % 5)));
      text.append("kvm_entry: vcpu %d, rip 0xffffffff81000000\n".formatted(vcpu));
    }
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    return file;
  }

  @Test
  void oneRecordingFillsThePage() throws IOException, RecordingException {
    Path recording = recording("before.txt", 400);
    ExitReport report = ExitReports.of(recording, ExitOptions.ALL, bytes -> {});
    assertThat(report.total().exits()).isEqualTo(400);
    Path file = folder.resolve("exits.html");
    try (OutputStream out = Files.newOutputStream(file)) {
      PageWriter.write(ExitsPage.of(List.of(recording), List.of(report), "", bytes -> {}), out);
    }
    assertThat(Files.size(file)).isLessThan(2_000_000);
    try (Browser browser = Browser.open()) {
      browser.show(file, 1200, 900);
      for (String id : List.of("causes", "reasons", "time", "vcpus", "vectors", "recording")) {
        assertThat(browser.driver().findElements(By.id(id))).as(id).hasSize(1);
      }
      assertThat(browser.driver().findElement(By.id("reasons-rate")).getText())
          .contains("EXTERNAL_INTERRUPT", "MSR_WRITE", "HLT");
      assertThat(browser.driver().findElement(By.id("heat-0")).getText())
          .contains("vCPU 0", "vCPU 1");
      browser.screenshot("exits");
      browser.assertQuiet();
    }
  }

  @Test
  void twoRecordingsStandSideBySide() throws IOException, RecordingException {
    List<Path> files = List.of(recording("before.txt", 400), recording("after.txt", 40));
    List<ExitReport> reports =
        List.of(
            ExitReports.of(files.get(0), ExitOptions.ALL, bytes -> {}),
            ExitReports.of(files.get(1), ExitOptions.ALL, bytes -> {}));
    Path file = folder.resolve("exits.html");
    try (OutputStream out = Files.newOutputStream(file)) {
      PageWriter.write(ExitsPage.of(files, reports, "Fewer exits", bytes -> {}), out);
    }
    try (Browser browser = Browser.open()) {
      browser.show(file, 360, 740);
      assertThat(browser.driver().findElement(By.tagName("h1")).getText()).isEqualTo("Fewer exits");
      assertThat(browser.driver().findElement(By.id("causes-rate")).getText())
          .contains("before", "after");
      assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
          .isLessThanOrEqualTo(360);
      browser.screenshot("exits-phone");
      browser.assertQuiet();
    }
  }

  @Test
  void causesOfEitherRecordingAreInThePlot() throws IOException, RecordingException {
    List<Path> files =
        List.of(
            recording("before.txt", 100, "INTERRUPT_WINDOW", "CPUID"),
            recording("after.txt", 100, "HLT", "CPUID"));
    List<ExitReport> reports = new ArrayList<>();
    for (Path file : files) {
      reports.add(ExitReports.of(file, ExitOptions.ALL, bytes -> {}));
    }
    Page page = ExitsPage.of(files, reports, "", bytes -> {});
    Section causes =
        page.sections().stream().filter(it -> it.id().equals("causes")).findFirst().orElseThrow();
    Block.Figure plot = (Block.Figure) causes.blocks().getFirst();
    assertThat(((Chart.Bars) plot.chart()).categories())
        .containsExactly("interrupt window", "halt", "other");
  }

  @Test
  void theTimelineHoldsEveryExit() throws IOException, RecordingException {
    WireReader.Content content = timeline(ExitOptions.ALL);
    // Each exit lies on the line of its vCPU and on that of the pCPU that handled it.
    for (String group : List.of("vCPUs/", "pCPUs/")) {
      assertThat(content.slices())
          .filteredOn(it -> it.category().equals("exit") && it.track().startsWith(group))
          .as(group)
          .hasSize(400);
    }
    assertThat(content.slices()).filteredOn(it -> it.name().equals("HLT")).hasSize(100);
    assertThat(content.slices()).filteredOn(it -> it.name().equals("exit HLT")).hasSize(100);
    assertThat(content.tracks().values())
        .contains(
            "vCPUs/vCPU 0, thread 1000",
            "vCPUs/vCPU 1, thread 1001",
            "pCPUs/pCPU 0",
            "pCPUs/pCPU 1");
    assertThat(content.values()).hasSize(400);
  }

  @Test
  void theTimelineHoldsOnlyWhatIsSelected() throws IOException, RecordingException {
    long second = 1_000_000_000L;
    WireReader.Content content =
        timeline(new ExitOptions(100 * second, 100 * second + second / 10, 1, -1, false, 0));
    assertThat(content.slices())
        .filteredOn(it -> it.category().equals("exit") && it.track().startsWith("vCPUs/"))
        .hasSize(100)
        .allMatch(it -> it.track().equals("vCPUs/vCPU 1, thread 1001"));
    assertThat(content.tracks().values()).doesNotContain("pCPUs/pCPU 0");
  }

  private WireReader.Content timeline(ExitOptions options) throws IOException, RecordingException {
    Path file = folder.resolve("trace.pftrace");
    Path recording = recording("trace.txt", 400);
    ExitReport report = ExitReports.of(recording, options, bytes -> {});
    try (OutputStream out = Files.newOutputStream(file)) {
      RecordingTimeline.write(recording, out, report, options, bytes -> {});
    }
    return WireReader.read(Files.readAllBytes(file));
  }
}
