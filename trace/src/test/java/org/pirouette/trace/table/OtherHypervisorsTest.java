package org.pirouette.trace.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pirouette.trace.Samples;
import org.pirouette.trace.event.RecordingFormat;
import org.pirouette.trace.exits.ExitOptions;
import org.pirouette.trace.exits.ExitReport;
import org.pirouette.trace.exits.ExitReports;

/// Counters of exits that Xen, bhyve, Hyper-V and ACRN print.
class OtherHypervisorsTest {
  @TempDir private Path folder;

  private ExitReport read(String text) throws Exception {
    Path file = Samples.write(folder, "table", text.getBytes(UTF_8));
    return ExitReports.of(file, ExitOptions.ALL, read -> {});
  }

  private static List<String> reasons(ExitReport report) {
    return report.total().reasons().stream().map(row -> row.reason() + "=" + row.exits()).toList();
  }

  @Test
  void readsXensCountersByNumber() throws Exception {
    ExitReport report =
        read(
            """
            (XEN) Xen performance counters SHOW  (now = 0x00000012:3456789A)
            (XEN) exceptions                        TOTAL[         120]
            (XEN)                   ARR000[         0]  ARR001[        20]  ARR002[       100]
            (XEN) vmexits                           TOTAL[       50123]
            (XEN)                   ARR000[       100]  ARR001[     20000]  ARR002[         0]
            (XEN)                   ARR007[        23]  ARR00c[     10000]  ARR01e[     20000]
            (XEN) apic timer interrupts             TOTAL[        4001]
            """);

    assertThat(report.recording().format()).isEqualTo(RecordingFormat.OTHER_HYPERVISOR.title());
    assertThat(report.total().exits()).isEqualTo(50_123);
    assertThat(reasons(report))
        .containsExactly(
            "EXTERNAL_INTERRUPT=20000",
            "IO_INSTRUCTION=20000",
            "HLT=10000",
            "EXCEPTION_NMI=100",
            "INTERRUPT_WINDOW=23");
  }

  @Test
  void readsXensCountersOfAmdWithItsNestedPageFaults() throws Exception {
    assertThat(
            reasons(
                read(
                    """
                    (XEN) SVMexits                          TOTAL[         360]
                    (XEN)                   ARR060[       100]  ARR078[       200]  ARR08f[        60]
                    """)))
        .containsExactly("hlt=200", "interrupt=100", "npf=60");
  }

  @Test
  void countsExitsWithoutReasonsWhereXenLacksArrays() throws Exception {
    assertThat(reasons(read("(XEN) vmexits                           TOTAL[         360]\n")))
        .containsExactly("(not listed)=360");
  }

  @Test
  void readsTheSummaryOfXenalyze() throws Exception {
    assertThat(
            reasons(
                read(
                    """
                    |-- Domain 1 --|
                     EXTERNAL_INTERRUPT     10490   0.03s  0.08%  7321 cyc { 3172| 9640| 33360}
                     HLT                    20490   0.05s  0.18%  5321 cyc { 3172| 9640| 33360}
                    """)))
        .containsExactly("HLT=20490", "EXTERNAL_INTERRUPT=10490");
  }

  @Test
  void readsWhatBhyveCounts() throws Exception {
    assertThat(
            reasons(
                read(
                    """
                    vcpu0 stats:
                    vcpu migration across host cpus         \t401
                    vm exits due to external interrupt      \t21345
                    number of times hlt was intercepted     \t93001
                    total number of vm exits                \t114400
                    """)))
        .containsExactly("HLT=93001", "EXTERNAL_INTERRUPT=21345", "(not listed)=54");
  }

  @Test
  void readsHyperVsRatesAsThoseOfOneSecond() throws Exception {
    ExitReport samples =
        read(
            """
            Timestamp                 CounterSamples
            ---------                 --------------
            1/2/2024 10:00:00 AM      \\\\host1\\hyper-v hypervisor virtual processor(web:hv vp 0)\\total intercepts/sec :
                                      45123.25

                                      \\\\host1\\hyper-v hypervisor virtual processor(web:hv vp 0)\\hlt instructions/sec :
                                      2303.5

                                      \\\\host1\\hyper-v hypervisor virtual processor(_total)\\hlt instructions/sec :
                                      2303.5

                                      \\\\host1\\hyper-v hypervisor virtual processor(web:hv vp 0)\\msr accesses/sec :
                                      40000.1
            """);
    assertThat(reasons(samples)).containsExactly("MSR=40000", "(not listed)=2819", "HLT=2304");
    assertThat(samples.recording().seconds()).isEqualTo(1);
    assertThat(samples.recording().warnings())
        .contains("Hyper-V's counters are rates: shown are the exits of one second.");

    ExitReport commas =
        read(
            """
            "(PDH-CSV 4.0)","\\\\HOST1\\Hyper-V Hypervisor Virtual Processor(web:Hv VP 0)\\Total Intercepts/sec","\\\\HOST1\\Hyper-V Hypervisor Virtual Processor(web:Hv VP 0)\\External Interrupts/sec"
            "01/02/2024 10:00:01.123","45000,5","1000,5"
            "01/02/2024 10:00:02.123","46000,5","2000,5"
            """);
    assertThat(commas.total().exits()).isEqualTo(45_501);
    assertThat(commas.total().exitsOf("EXTERNAL_INTERRUPT")).isEqualTo(1_501);
  }

  @Test
  void readsAcrnsTableAndItsCommaSeparatedValues() throws Exception {
    ExitReport table =
        read(
            """
            Event                       \tNR_Exit     \tNR_Exit/Sec \tTime Consumed(cycles)   \tTime percentage
            VMEXIT_EXTERNAL_INTERRUPT   \t10121       \t1012.10     \t29981230                \t0.11
            VMEXIT_WRMSR                \t812         \t81.20       \t9981230                 \t0.01
            """);
    ExitReport values =
        read(
            """
            Exit_Reason,NR_Exit,NR_Exit/Sec,Time Consumed(cycles),Time Percentage
            VMEXIT_EXTERNAL_INTERRUPT,10121,1012.10,29981230,0.11
            VMEXIT_WRMSR,812,81.20,9981230,0.01
            """);

    for (ExitReport report : List.of(table, values)) {
      assertThat(report.recording().format()).isEqualTo(RecordingFormat.ACRN.title());
      assertThat(reasons(report)).containsExactly("EXTERNAL_INTERRUPT=10121", "MSR_WRITE=812");
    }
  }
}
