package org.pirouette.host.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pirouette.host.TreeOnDisk;
import org.pirouette.host.check.DeviceInterrupt.Delivery;
import org.pirouette.host.check.Finding.State;

/// The chain on a host that posts, with one link broken at a time.
final class ChainTest {
  private static final String CPU =
      """
      processor : 0
      vendor_id : GenuineIntel
      model name : Some Xeon
      flags : fpu vmx cx16 x2apic
      vmx flags : posted_intr tpr_shadow apicv vapic_reg vid
      """;

  @TempDir private Path folder;
  private TreeOnDisk host;

  @BeforeEach
  void intelHostThatPosts() {
    host =
        new TreeOnDisk(folder)
            .with("proc/cpuinfo", CPU)
            .with("proc/cmdline", "root=/dev/sda1 intel_iommu=on")
            .with("proc/version", "Linux version 6.18.1 (a@b) #1 SMP")
            .with("sys/class/iommu/dmar0/intel-iommu/cap", "8d2078c106f0466\n")
            .with("sys/class/iommu/dmar0/intel-iommu/ecap", "f020df\n")
            .with("sys/module/kvm_intel/parameters/enable_apicv", "Y\n")
            .with("sys/module/kvm_intel/parameters/enable_device_posted_irqs", "Y\n")
            .with("dmesg", "[ 0.1] DMAR-IR: Enabled IRQ remapping in x2apic mode\n")
            .with(
                "proc/interrupts",
                """
                           CPU0       CPU1
                 120:          7          3  IR-PCI-MSIX-0000:17:00.2  0-edge  vfio-msix[0](0000:17:00.2)
                 PIN:          5          0   Posted-interrupt notification event
                 PIW:          9          1   Posted-interrupt wakeup event
                """)
            .with("sys/kernel/debug/iommu/intel/ir_translation_struct", posted());
  }

  private static String posted() {
    return """
        Remapped Interrupt supported on IOMMU: dmar0
         IR table address:1080100000
         Entry SrcID   DstID    Vct IRTE_high\t\tIRTE_low

        ****
        Posted Interrupt supported on IOMMU: dmar0
         IR table address:1080100000
         Entry SrcID   PDA_high PDA_low  Vct IRTE_high\t\tIRTE_low
         259   17:00.2 00000001 8fe81740 2d  0000000100041702\t8fe81740002d8001
        """;
  }

  @Test
  void everythingHolds() {
    Diagnosis diagnosis = host.diagnose();
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.IN_USE);
    assertThat(diagnosis.chain()).noneMatch(finding -> finding.state() == State.NOT_OK);
    assertThat(diagnosis.headline()).contains("17:00.2");
    assertThat(diagnosis.interrupts().getFirst().delivery()).isEqualTo(Delivery.POSTED);
    assertThat(diagnosis.vcpuPosting()).isEqualTo(VcpuPosting.ON);
  }

  @Test
  void readyWithoutAnAssignedDevice() {
    host.with("sys/kernel/debug/iommu/intel/ir_translation_struct", "")
        .with("proc/interrupts", "           CPU0\n  8:   0  IR-IO-APIC  8-edge rtc0\n");
    Diagnosis diagnosis = host.diagnose();
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.IN_USE);
    assertThat(diagnosis.headline()).contains("are on");
  }

  @ParameterizedTest
  @ValueSource(strings = {"intremap=off", "intremap=nosid,nopost", "nointremap", "intel_iommu=off"})
  void commandLineSwitchesOff(String word) {
    silent().with("proc/cmdline", "quiet " + word).with(parameter(), "N");
    Diagnosis diagnosis = host.diagnose();
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.OFF);
    assertThat(diagnosis.decisive().orElseThrow().question().id()).isEqualTo("command-line");
    assertThat(diagnosis.headline()).contains(word);
  }

  @Test
  void wordsAfterTheDashesAreNotForTheKernel() {
    silent().with("proc/cmdline", "quiet -- intremap=off");
    assertThat(host.diagnose().verdict()).isEqualTo(Verdict.IN_USE);
  }

  @Test
  void oneUnitWithoutPostingTurnsItOffForTheHost() {
    silent()
        .with("sys/class/iommu/dmar1/intel-iommu/cap", "d2008c40660462\n")
        .with("sys/class/iommu/dmar1/intel-iommu/ecap", "f050da\n")
        .with(parameter(), "N");
    Diagnosis diagnosis = host.diagnose();
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.NOT_AVAILABLE);
    assertThat(diagnosis.headline()).contains("dmar1").contains("the other units can");
  }

  @Test
  void moduleParameterOff() {
    silent().with("sys/module/kvm_intel/parameters/enable_apicv", "N\n").with(parameter(), "N");
    Diagnosis diagnosis = host.diagnose();
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.OFF);
    assertThat(diagnosis.decisive().orElseThrow().question().id()).isEqualTo("enable-apicv");
    assertThat(diagnosis.vcpuPosting()).isEqualTo(VcpuPosting.OFF);
  }

  @Test
  void hardwareBeatsASetting() {
    silent()
        .with("proc/cmdline", "intremap=off")
        .with("proc/cpuinfo", CPU.replace("posted_intr ", ""))
        .with(parameter(), "N");
    Diagnosis diagnosis = host.diagnose();
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.NOT_AVAILABLE);
    assertThat(diagnosis.headline()).contains("posted_intr");
  }

  @Test
  void theKernelsOwnSummaryIsEnough() {
    Diagnosis diagnosis =
        new TreeOnDisk(folder.resolve("other"))
            .with("sys/module/kvm_intel/parameters/enable_device_posted_irqs", "Y\n")
            .diagnose();
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.IN_USE);
  }

  @Test
  void growingCountsMeanRemapped() {
    host.with("sys/kernel/debug/iommu/intel/ir_translation_struct", "")
        .with(
            "proc/interrupts.later",
            """
                       CPU0       CPU1
             120:        907        103  IR-PCI-MSIX-0000:17:00.2  0-edge  vfio-msix[0](0000:17:00.2)
            """);
    Diagnosis diagnosis = host.diagnose(2);
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.OFF);
    assertThat(diagnosis.interrupts().getFirst().delivery()).isEqualTo(Delivery.REMAPPED);
    assertThat(diagnosis.interrupts().getFirst().growth()).isEqualTo(1000);
  }

  @Test
  void wiresAreNeverPosted() {
    host.with("sys/kernel/debug/iommu/intel/ir_translation_struct", "")
        .with(
            "proc/interrupts",
            "      CPU0\n 16:  5  IR-IO-APIC  16-fasteoi  vfio-intx(0000:17:00.2)\n");
    Diagnosis diagnosis = host.diagnose();
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.OFF);
    assertThat(diagnosis.headline()).contains("INTx");
  }

  @ParameterizedTest
  @CsvSource({
    "'-cpu,host;hv-synic;hv-vpindex', 'SynIC'",
    "'-cpu,host;hv_synic', 'SynIC'",
    "'-machine,q35;kernel-irqchip=off', 'irqchip'",
  })
  void optionsOfQemuInhibit(String options, String words) {
    silent();
    machine(options);
    Diagnosis diagnosis = host.diagnose();
    assertThat(diagnosis.vcpuPosting()).isEqualTo(VcpuPosting.INHIBITED);
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.OFF);
    assertThat(diagnosis.headline()).contains("web").contains(words);
  }

  @Test
  void hypervApicvTakesTheInhibitAway() {
    silent();
    machine("-cpu,host;hv-synic;hv-apicv");
    assertThat(host.diagnose().verdict()).isEqualTo(Verdict.IN_USE);
  }

  @Test
  void injectionsTellOfAnInhibit() {
    silent()
        .with("sys/kernel/debug/kvm/4711-12/exits", "1093\n")
        .with("sys/kernel/debug/kvm/4711-12/irq_injections", "503\n");
    Diagnosis diagnosis = host.diagnose();
    assertThat(diagnosis.vcpuPosting()).isEqualTo(VcpuPosting.INHIBITED);
    assertThat(diagnosis.headline()).contains("4711");
  }

  /// Without devices that post, so that the links decide.
  private TreeOnDisk silent() {
    return host.with("sys/kernel/debug/iommu/intel/ir_translation_struct", "")
        .with("proc/interrupts", "           CPU0\n  8:   0  IR-IO-APIC  8-edge rtc0\n");
  }

  private static String parameter() {
    return "sys/module/kvm_intel/parameters/enable_device_posted_irqs";
  }

  private void machine(String options) {
    String arguments = options.replace(',', '\0').replace(';', ',');
    host.with("proc/4711/comm", "qemu-system-x86\n")
        .with(
            "proc/4711/cmdline",
            "qemu-system-x86_64\0-name\0guest=web,debug-threads=on\0" + arguments)
        .with("proc/4711/task/4713/comm", "CPU 0/KVM\n");
  }
}
