package org.pirouette.trace.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pirouette.trace.Samples;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.exits.ExitOptions;
import org.pirouette.trace.exits.ExitReport;
import org.pirouette.trace.exits.ExitReports;

/// The forms in which other tools print counts of exits.
class TableFormsTest {
  @TempDir private Path folder;

  private ExitReport read(String text) throws Exception {
    Path file = Samples.write(folder, "table", text.getBytes(UTF_8));
    return ExitReports.of(file, ExitOptions.ALL, read -> {});
  }

  @Test
  void addsUpIntervalsAndProcessorsOfPerfStat() throws Exception {
    ExitReport intervals =
        read(
            """
            #           time             counts unit events
                 1.000123456              1,234      kvm:kvm_exit
                 1.000123456              1,230      kvm:kvm_entry
                 2.000223456              2,000      kvm:kvm_exit
            """);
    assertThat(intervals.total().exits()).isEqualTo(3234);
    assertThat(intervals.recording().seconds()).isCloseTo(2.0, within(0.001));
    assertThat(
            read(" Performance counter stats for 'system wide':\n\nCPU0   1,234   kvm:kvm_exit\nCPU1   2,000   kvm:kvm_exit\n")
                .total()
                .exits())
        .isEqualTo(3234);
  }

  @Test
  void readsPerfStatAsSeparatedValues() throws Exception {
    assertThat(
            read("1234,,kvm:kvm_exit,1000000,100.00,,\n<not counted>,,kvm:kvm_msr,0,0.00,,\n")
                .total()
                .exits())
        .isEqualTo(1234);
    assertThat(
            read("     1.000123456,1234,,kvm:kvm_exit,10,100.00,,\n     2.000123456,1000,,kvm:kvm_exit,10,100.00,,\n")
                .total()
                .exits())
        .isEqualTo(2234);
    assertThat(read("1234;;kvm:kvm_exit;1000000;100.00;;\n").total().exits()).isEqualTo(1234);
  }

  @Test
  void readsThousandsAsAnyLanguageWritesThem() throws Exception {
    for (String count :
        new String[] {"1,234,567", "1.234.567", "1 234 567", "1\u202f234\u202f567", "1'234'567"}) {
      ExitReport report =
          read(" Performance counter stats for 'x':\n\n   " + count + "      kvm:kvm_exit\n");
      assertThat(report.total().exits()).as(count).isEqualTo(1_234_567);
    }
  }

  @Test
  void readsKvmStatOnceAndAsALog() throws Exception {
    ExitReport once =
        read(
            """
            kvm_entry                                    1000       100
            kvm_exit                                     1000       100
            kvm_exit(EXTERNAL_INTERRUPT)                  500        50
            kvm_exit(HLT)                                 300        30
            """);
    assertThat(once.total().exits()).isEqualTo(1000);
    assertThat(once.total().exitsOf("HLT")).isEqualTo(300);
    ExitReport log =
        read(
            """
            kvm_entry kvm_exit kvm_exit(EXTERNAL_INTERRUPT) kvm_exit(HLT)
            2023-11-22 10:00:01      1000      1000       500       300
            2023-11-22 10:00:02      1100      1100       550       310
            """);
    assertThat(log.total().exits()).isEqualTo(2100);
    assertThat(log.total().exitsOf("EXTERNAL_INTERRUPT")).isEqualTo(1050);
    assertThat(log.recording().seconds()).isEqualTo(2);
    ExitReport separated =
        read(
            """
            timestamp,exits,halt_exits,io_exits,irq_exits,irq_injections
            2023-11-22 10:00:01,1000,300,10,500,200
            2023-11-22 10:00:02,1100,310,11,550,210
            """);
    assertThat(separated.total().exits()).isEqualTo(2100);
    assertThat(separated.total().exitsOf("HLT")).isEqualTo(610);
  }

  @Test
  void readsTheCountersOfEachMachineOnce() throws Exception {
    ExitReport report =
        read(
            """
            /sys/kernel/debug/kvm/exits:5000
            /sys/kernel/debug/kvm/irq_exits:2300
            /sys/kernel/debug/kvm/12-11/exits:4281
            /sys/kernel/debug/kvm/12-11/irq_exits:2271
            /sys/kernel/debug/kvm/12-11/vcpu0/tsc-offset:-12
            /sys/kernel/debug/kvm/34-11/exits:719
            """);
    assertThat(report.total().exits()).isEqualTo(5000);
    assertThat(report.total().exitsOf("EXTERNAL_INTERRUPT")).isEqualTo(2271);
    assertThat(report.vms()).hasSize(2);
    ExitReport statistics =
        read(
            "STAT vcpu-before exits 10\nSTAT vcpu exits 4281\nSTAT vcpu halt_exits 3\nSTAT vm pages_4k 2\n");
    assertThat(statistics.total().exits()).isEqualTo(4281);
    assertThat(statistics.total().exitsOf("HLT")).isEqualTo(3);
  }

  @Test
  void readsMapsOfBpftrace() throws Exception {
    ExitReport counts =
        read(
            """
            Attaching 2 probes...
            ^C

            @exits[EXTERNAL_INTERRUPT]: 1234
            @exits[12]: 55
            @exits[CPU 0/KVM, 48]: 7
            @start[4711]: 4890298402984
            """);
    assertThat(counts.total().exits()).isEqualTo(1296);
    assertThat(counts.total().exitsOf("HLT")).isEqualTo(55);
    assertThat(counts.total().exitsOf("EPT_VIOLATION")).isEqualTo(7);
    assertThat(counts.recording().warnings()).isEmpty();
    ExitReport histogram =
        read(
            """
            @usecs[EXTERNAL_INTERRUPT]:
            [1]                   10 |@@@@       |
            [2, 4)                30 |@@@@@@@@@@ |
            @usecs[HLT]:
            [1M, 2M)               5 |@@@@       |
            """);
    assertThat(histogram.total().exits()).isEqualTo(45);
    assertThat(histogram.total().handling().total()).isEqualTo(10 * 1e3 + 30 * 3e3);
    ExitReport statistics = read("@ns[48]: count 5, average 1000, total 5000\n");
    assertThat(statistics.total().exits()).isEqualTo(5);
    assertThat(statistics.total().handling().mean()).isEqualTo(1000);
    assertThat(read("@[tracepoint:kvm:kvm_exit]: 446\n@[tracepoint:kvm:kvm_entry]: 445\n"))
        .satisfies(probes -> assertThat(probes.total().exits()).isEqualTo(446));
    assertThat(read("@[1024]: 5\n@[96]: 2\n").total().exitsOf("npf")).isEqualTo(5);
  }

  @Test
  void refusesHostileTextsSoon() throws Exception {
    for (String piece : new String[] {"\n", "1 ", "kvm_exit ", "@[a ", "timestamp,", "@x[1]:"}) {
      try {
        read(piece.repeat(200_000));
      } catch (RecordingException refused) {
        assertThat(refused.sentence()).contains("Expected a recording");
      }
    }
  }

  @Test
  void readsCountersOfOtherHypervisors() throws Exception {
    ExitReport bhyve =
        read(
            """
            vcpu migration across host cpus                     103
            vm exits due to external interrupt                 1200
            number of times hlt was intercepted                 300
            number of times in/out was intercepted               40
            number of vm exits handled in userspace              35
            total number of vm exits                           1600
            """);
    assertThat(bhyve.total().exits()).isEqualTo(1600);
    assertThat(bhyve.total().exitsOf("EXTERNAL_INTERRUPT")).isEqualTo(1200);
    assertThat(bhyve.total().exitsOf("HLT")).isEqualTo(300);
    assertThat(bhyve.total().exitsOf("(not listed)")).isEqualTo(60);
    ExitReport xen =
        read(
            """
            Exit reasons:
             EXTERNAL_INTERRUPT     1049   0.03s  0.08%  73211 cyc { 3172| 9640| 33360}
             HLT                    2000   9.50s 98.00% 123456 cyc { 3172| 9640| 33360}
            """);
    assertThat(xen.total().exits()).isEqualTo(3049);
    assertThat(xen.total().handling().total()).isCloseTo(3e7, within(1.0));
    ExitReport acrn =
        read(
            """
            Event                       \tNR_Exit     \tNR_Exit/Sec \tTime Consumed(cycles)   \tTime percentage
            VMEXIT_EXTERNAL_INTERRUPT   \t4211        \t421.10      \t12345678                \t0.41%
            VMEXIT_HLT                  \t12          \t1.20        \t2345678                 \t0.10%
            """);
    assertThat(acrn.total().exits()).isEqualTo(4223);
  }
}
