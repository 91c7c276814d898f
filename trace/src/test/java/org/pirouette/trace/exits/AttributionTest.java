package org.pirouette.trace.exits;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pirouette.trace.Samples;

/// Which device, register or timer exits belong to, and what halts end by.
class AttributionTest {
  private static final String MAP =
      """
      address-space: memory
        0000000000000000-ffffffffffffffff (prio 0, i/o): system
          0000000000000000-000000007fffffff (prio 0, ram): alias ram-below-4g @pc.ram 0000000000000000-000000007fffffff
          0000000000000000-ffffffffffffffff (prio -1, i/o): pci
            00000000feb80000-00000000feb9ffff (prio 1, i/o): e1000-mmio
      address-space: I/O
        0000000000000000-000000000000ffff (prio 0, i/o): io
          0000000000000608-000000000000060b (prio 0, i/o): acpi-tmr
      address-space: e1000
        0000000000000000-ffffffffffffffff (prio 0, i/o): bus master container
      """;

  @TempDir private Path folder;

  private final StringBuilder text = new StringBuilder();
  private long nanoseconds = 1_000_000_000L;

  private void line(String event) {
    nanoseconds += 1_000;
    text.append(
        " CPU 0/KVM-2211  [002] d..1  %d.%09d: %s\n"
            .formatted(nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000, event));
  }

  private void exit(String reason, String... between) {
    line(
        "kvm_exit: vcpu 0 reason %s rip 0x1 info1 0x0 info2 0x0 intr_info 0x0 error_code 0x0"
            .formatted(reason));
    for (String event : between) {
      line(event);
    }
    line("kvm_entry: vcpu 0, rip 0x1");
  }

  private ExitReport read() throws Exception {
    Path file = Samples.write(folder, "trace", text.toString().getBytes(UTF_8));
    return ExitReports.of(file, ExitOptions.ALL, read -> {});
  }

  private static List<String> details(ExitReport report) {
    return report.total().details().stream()
        .map(row -> "%s %s %s".formatted(row.reason(), row.label(), row.cause()))
        .toList();
  }

  @Test
  void namesPortsMemoryAndRegisters() throws Exception {
    exit("IO_INSTRUCTION", "kvm_pio: pio_read at 0x608 size 4 count 1 val 0x1234");
    exit("IO_INSTRUCTION", "kvm_pio: pio_write at 0x43 size 1 count 1 val 0x34");
    exit("EPT_MISCONFIG", "kvm_mmio: mmio read len 4 gpa 0xfed000f0 val 0x0");
    exit("EPT_MISCONFIG", "kvm_mmio: mmio write len 4 gpa 0xfeb80018 val 0x1");
    exit("MSR_WRITE", "kvm_msr: msr_write 6e0 = 0x12345678");
    exit("MSR_READ", "kvm_msr: msr_read 40000020 = 0x1");

    ExitReport report = read();

    assertThat(details(report))
        .containsExactlyInAnyOrder(
            "IO_INSTRUCTION ACPI PM timer (port 608) OTHER",
            "IO_INSTRUCTION PIT (port 43) OTHER",
            "EPT_MISCONFIG HPET (mmio fed00000) OTHER",
            "EPT_MISCONFIG PCI device below 4 GiB (mmio feb80000) OTHER",
            "MSR_WRITE TSC_DEADLINE (6e0) TIMER",
            "MSR_READ read Hyper-V reference counter (40000020) OTHER");

    DeviceMap map = DeviceMap.of(MAP).orElseThrow();
    assertThat(details(map.applied(report)))
        .contains(
            "IO_INSTRUCTION acpi-tmr (port 608) OTHER",
            "EPT_MISCONFIG e1000-mmio (mmio feb80000) OTHER",
            "EPT_MISCONFIG HPET (mmio fed00000) OTHER");
  }

  @Test
  void readsMapsOfQemusMonitorOnly() {
    assertThat(DeviceMap.of("nothing of the kind\n")).isEmpty();
    assertThat(DeviceMap.of(MAP).orElseThrow().name("mmio", 0x1000)).isEmpty();
    assertThat(
            DeviceMap.of(
                    """
                    FlatView #0
                     AS "I/O", root: io
                      0000000000000070-0000000000000071 (prio 0, i/o): rtc
                    FlatView #1
                     AS "memory", root: system
                     AS "cpu-memory-0", root: system
                      00000000fec00000-00000000fec00fff (prio 0, i/o): ioapic
                    """)
                .orElseThrow()
                .name("mmio", 0xfec00010L))
        .contains("ioapic");
  }

  @Test
  void tellsHowLongHaltsAreAndWhatWokeThem() throws Exception {
    for (int i = 0; i < 3; i++) {
      line("kvm_apic_accept_irq: apicid 0 vec 236 (Fixed|edge)");
      exit("HLT", "kvm_vcpu_wakeup: wait time 50000 ns, polling valid", "kvm_inj_virq: IRQ 0xec");
    }
    line("kvm_msi_set_irq: dst 0 vec 65 (Fixed|physical|edge)");
    exit("HLT", "kvm_vcpu_wakeup: wait time 900000 ns, polling valid", "kvm_inj_virq: IRQ 0x41");
    exit("HLT", "kvm_vcpu_wakeup: wait time 900000 ns, polling valid");

    Halts halts = read().total().halts();

    assertThat(halts.exits()).isEqualTo(5);
    assertThat(halts.slept()).isEqualTo(5);
    assertThat(halts.sleptNanoseconds()).isEqualTo(3 * 50_000 + 2 * 900_000);
    assertThat(halts.wokenBy()).isEqualTo(Map.of(Cause.TIMER, 3L, Cause.DEVICE_INTERRUPT, 1L));
  }

  @Test
  void leavesToNobodyWhatNothingTells() throws Exception {
    exit("HLT", "kvm_inj_virq: IRQ 0x41");

    assertThat(read().total().halts().wokenBy()).isEqualTo(Map.of(Cause.UNKNOWN_INTERRUPT, 1L));
  }
}
