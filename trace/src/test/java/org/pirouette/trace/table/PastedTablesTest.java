package org.pirouette.trace.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pirouette.trace.Samples;
import org.pirouette.trace.exits.Cause;
import org.pirouette.trace.exits.CauseRow;
import org.pirouette.trace.exits.ExitOptions;
import org.pirouette.trace.exits.ExitReport;
import org.pirouette.trace.exits.ExitReports;

/// Forms in which people paste counts of exits that come from other programs than perf.
class PastedTablesTest {
  @TempDir private Path folder;

  private ExitReport read(String text) throws Exception {
    Path file = Samples.write(folder, "table", text.getBytes(UTF_8));
    return ExitReports.of(file, ExitOptions.ALL, read -> {});
  }

  private static List<String> reasons(ExitReport report) {
    return report.total().reasons().stream().map(row -> row.reason() + "=" + row.exits()).toList();
  }

  private static List<String> details(ExitReport report) {
    return report.total().details().stream().map(row -> row.label() + "=" + row.exits()).toList();
  }

  @Test
  void takesRowsBelowAnEventOfKvmStatForItsParts() throws Exception {
    ExitReport report =
        read(
            """
            > kvm statistics - summary
            >
            >  Event                                         Total %Total CurAvg/s
            >  kvm_entry                                    113216   23.2    56608
            >  kvm_exit                                     113214   23.2    56607
            >   EXTERNAL_INTERRUPT                           80012   70.7    40006
            >   MSR_WRITE                                    20000   17.7    10000
            >  kvm_inj_virq                                   9000    1.8     4500
            > Total                                         488000         244000
            """);

    assertThat(report.total().exits()).isEqualTo(113_214);
    assertThat(reasons(report))
        .containsExactly("EXTERNAL_INTERRUPT=80012", "MSR_WRITE=20000", "(not listed)=13202");
  }

  @Test
  void readsTheLogOfKvmStatBeforeItHadDates() throws Exception {
    ExitReport report =
        read(
            """
            kvm_entry kvm_exit kvm_exit(EXTERNAL_INTERRUPT) kvm_exit(HLT)\s
                  5200       5200       4000       1000\s
                  5300       5300       4100       1000\s
            """);

    assertThat(report.total().exits()).isEqualTo(10_500);
    assertThat(report.recording().seconds()).isEqualTo(2);
    assertThat(reasons(report)).contains("EXTERNAL_INTERRUPT=8100", "HLT=2000");
  }

  @Test
  void addsUpTheVcpusOfLibvirtAndOfQemusMonitor() throws Exception {
    ExitReport libvirt =
        read(
            """
            # virsh domstats --vcpu guest1
            Domain: 'guest1'
              vcpu.current=2
              vcpu.0.time=150740000000
              vcpu.0.exits.sum=4281
              vcpu.0.halt_exits.sum=1200
              vcpu.0.guest_mode.cur=no
              vcpu.1.exits.sum=990
              vcpu.1.halt_exits.sum=400
            """);
    assertThat(libvirt.total().exits()).isEqualTo(5_271);
    assertThat(reasons(libvirt)).containsExactly("(not listed)=3671", "HLT=1600");

    ExitReport qemu =
        read(
            """
            (qemu) info stats vcpu
            vcpu (qom path: /machine/unattached/device[0])
              provider: kvm
                exits (cumulative): 81234
                halt_exits (cumulative): 30000
            vcpu (qom path: /machine/unattached/device[1])
              provider: kvm
                exits (cumulative): 1000
                halt_exits (cumulative): 10
            """);
    assertThat(qemu.total().exits()).isEqualTo(82_234);
    assertThat(reasons(qemu)).containsExactly("(not listed)=52224", "HLT=30010");
  }

  @Test
  void readsCountersWithTheirRise() throws Exception {
    assertThat(reasons(read("exits: 5123 (+23)\nhalt_exits: 1000 (+1)\nirq_exits: 3000 (+3)\n")))
        .containsExactly("EXTERNAL_INTERRUPT=3000", "(not listed)=1123", "HLT=1000");
  }

  @Test
  void keepsMapsOfSeveralNamesApart() throws Exception {
    ExitReport report =
        read(
            """
            @before[EXTERNAL_INTERRUPT]: 1200
            @before[HLT]: 300

            @after[EXTERNAL_INTERRUPT]: 120
            @after[HLT]: 310
            """);

    assertThat(report.parts()).hasSize(2);
    assertThat(report.parts().get(0).recording().name()).isEqualTo("table 1: @before");
    assertThat(report.parts().get(0).total().exits()).isEqualTo(1_500);
    assertThat(report.parts().get(1).total().exits()).isEqualTo(430);
  }

  @Test
  void readsExitsOutOfAPerfReportWithTraceOutput() throws Exception {
    ExitReport report =
        read(
            """
            # Samples: 51K of event 'kvm:kvm_exit'
            # Event count (approx.): 50000
            # Overhead  Trace output
              60.00%  vcpu 0 reason EXTERNAL_INTERRUPT rip 0xffffffff81000000 info1 0x0
              20.00%  vcpu 0 reason HLT rip 0xffffffff81000000 info1 0x0
            """);

    assertThat(reasons(report)).containsExactly("EXTERNAL_INTERRUPT=30000", "HLT=10000");
    assertThat(report.recording().warnings())
        .anySatisfy(warning -> assertThat(warning).contains("80.0 % of the exits"));
  }

  @Test
  void attributesAccessesToDevices() throws Exception {
    ExitReport ports =
        read(
            """
                  IO Port Access    Samples  Samples%     Time%    Min Time    Max Time         Avg time
                       0x608:PIN      70231    99.12%    98.90%      3.10us    400.01us      9.95us ( +-   0.20% )
                       0x70:POUT        412     0.58%     0.70%      6.05us     80.12us     12.40us ( +-   3.01% )
            """);
    assertThat(ports.total().exits()).isZero();
    assertThat(details(ports))
        .containsExactly("ACPI PM timer (port 608)=70231", "RTC (port 70)=412");

    ExitReport memory =
        read(
            """
                   MMIO Access    Samples  Samples%     Time%    Min Time    Max Time         Avg time
                  0xfed000f0:R      60231    80.12%    98.90%      3.10us    400.01us      9.95us ( +-   0.20% )
                  0xfed00108:W        412     0.58%     0.70%      6.05us     80.12us     12.40us ( +-   3.01% )
            """);
    assertThat(details(memory)).containsExactly("HPET (mmio fed00000)=60643");

    ExitReport registers =
        read(
            """
                    MSR Access    Samples  Samples%     Time%    Min Time    Max Time         Avg time
                       0x6e0:W      60231    80.12%    98.90%      3.10us    400.01us      9.95us ( +-   0.20% )
                  0x40000020:R        412     0.58%     0.70%      6.05us     80.12us     12.40us ( +-   3.01% )
            """);
    assertThat(details(registers))
        .containsExactly(
            "TSC_DEADLINE (6e0)=60231", "read Hyper-V reference counter (40000020)=412");
  }

  @Test
  void doesNotTakeAnyDevicesVectorForTheGuests() throws Exception {
    String exit =
        " CPU 0/KVM-2211  [002] d..1  1.%06d: kvm_exit: vcpu 0 reason EXTERNAL_INTERRUPT rip 0x1 info1 0x0 info2 0x0 intr_info 0x80000031 error_code 0x0\n";
    String entry = " CPU 0/KVM-2211  [002] d..1  1.%06d: kvm_entry: vcpu 0, rip 0x1\n";
    String injection = " CPU 0/KVM-2211  [002] d..1  1.%06d: kvm_inj_virq: IRQ 0x41\n";

    ExitReport without = read(exit.formatted(1) + entry.formatted(3));
    ExitReport with = read(exit.formatted(1) + injection.formatted(2) + entry.formatted(3));

    assertThat(without.total().causes())
        .extracting(CauseRow::cause)
        .containsExactly(Cause.DEVICE_VECTOR);
    assertThat(with.total().causes())
        .extracting(CauseRow::cause)
        .containsExactly(Cause.DEVICE_INTERRUPT);
  }
}
