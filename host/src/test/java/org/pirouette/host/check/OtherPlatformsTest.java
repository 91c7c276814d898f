package org.pirouette.host.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pirouette.host.TreeOnDisk;

/// AMD, arm64 and guests.
final class OtherPlatformsTest {
  @TempDir private Path folder;

  private TreeOnDisk amd() {
    return new TreeOnDisk(folder)
        .with(
            "proc/cpuinfo",
            """
            processor : 0
            vendor_id : AuthenticAMD
            model name : AMD EPYC 9654
            flags : fpu svm cx16 avic x2avic
            """)
        .with("proc/cmdline", "quiet")
        .with("proc/version", "Linux version 6.12.1")
        .with("sys/class/iommu/ivhd0/amd-iommu/features", "246577efa2254afa:10\n")
        .with("sys/module/kvm_amd/parameters/avic", "Y\n")
        .with(
            "dmesg",
            """
            [    0.449031] AMD-Vi: Interrupt remapping enabled
            [    0.449032] AMD-Vi: X2APIC enabled
            [    0.504614] AMD-Vi: Virtual APIC enabled
            """);
  }

  @Test
  void amdWithAvicIsReady() {
    Diagnosis diagnosis = amd().diagnose();
    assertThat(diagnosis.platform()).isEqualTo(Platform.AMD);
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.IN_USE);
    assertThat(diagnosis.vcpuPosting()).isEqualTo(VcpuPosting.ON_UNLESS_INHIBITED);
  }

  @Test
  void amdWithAvicOff() {
    Diagnosis diagnosis = amd().with("sys/module/kvm_amd/parameters/avic", "N\n").diagnose();
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.OFF);
    assertThat(diagnosis.headline()).contains("avic=N");
  }

  @Test
  void amdWithLegacyInterrupts() {
    Diagnosis diagnosis = amd().with("proc/cmdline", "amd_iommu_intr=legacy").diagnose();
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.OFF);
    assertThat(diagnosis.headline()).contains("amd_iommu_intr=legacy");
  }

  @Test
  void amdIommuWithoutGuestApic() {
    Diagnosis diagnosis =
        amd().with("sys/class/iommu/ivhd0/amd-iommu/features", "4e:0\n").diagnose();
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.NOT_AVAILABLE);
  }

  @Test
  void armWithKvmUsingGicv4() {
    Diagnosis diagnosis =
        new TreeOnDisk(folder)
            .with("proc/cpuinfo", "processor : 0\nFeatures : fp asimd\nCPU implementer : 0x41\n")
            .with("proc/cmdline", "kvm-arm.vgic_v4_enable=1")
            .with(
                "dmesg",
                """
                [    0.000000] GICv3: GICv4 features: DirectLPI RVPEID Valid+Dirty
                [    0.000000] ITS@0x0000000020840000: Using GICv4.1 mode 00000000 00000001
                [    0.326986] kvm [1]: GICv4.1 support enabled
                [    0.327066] kvm [1]: vgic interrupt IRQ9
                """)
            .diagnose();
    assertThat(diagnosis.platform()).isEqualTo(Platform.ARM);
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.IN_USE);
  }

  @Test
  void armWithoutThePermission() {
    Diagnosis diagnosis =
        new TreeOnDisk(folder)
            .with("proc/cpuinfo", "processor : 0\nFeatures : fp asimd\nCPU implementer : 0x41\n")
            .with("proc/cmdline", "quiet")
            .with(
                "dmesg",
                "GICv3: GICv4 features: DirectLPI\nITS: Enabling GICv4 support\n"
                    + "kvm [1]: GICv4 support disabled\n")
            .diagnose();
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.OFF);
    assertThat(diagnosis.decisive().orElseThrow().remedy().orElseThrow().how())
        .contains("kvm-arm.vgic_v4_enable=1");
  }

  @Test
  void aGuestIsToldSo() {
    Diagnosis diagnosis =
        new TreeOnDisk(folder)
            .with(
                "proc/cpuinfo",
                "processor : 0\nvendor_id : GenuineIntel\nflags : fpu hypervisor x2apic\n")
            .diagnose();
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.NOT_AVAILABLE);
    assertThat(diagnosis.headline()).contains("itself a guest");
  }

  @Test
  void nothingAtAllIsUnknown() {
    Diagnosis diagnosis = new TreeOnDisk(folder).diagnose();
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(diagnosis.firstGap()).isPresent();
  }

  @Test
  void amdFromTheLogAlone() {
    Diagnosis diagnosis =
        new TreeOnDisk(folder)
            .with(
                "dmesg",
                """
                [    0.457990] AMD-Vi: Extended features (0x206d73ef22254ade, 0x0): PPR X2APIC NX GT IA GA PC GA_vAPIC
                [    0.458001] AMD-Vi: Interrupt remapping enabled
                [    0.504614] AMD-Vi: Virtual APIC enabled
                [    6.749931] kvm_amd: AVIC enabled
                [    6.749932] kvm_amd: x2AVIC enabled (max 4096 vCPUs)
                """)
            .diagnose();
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.IN_USE);
  }

  @Test
  void unitsOfOldKernels() {
    Diagnosis diagnosis =
        new TreeOnDisk(folder)
            .with(
                "dmesg",
                "[ 0.1] dmar: IOMMU 0: reg_base_addr fbffc000 ver 1:0 cap d2078c106f0466 ecap f020de\n"
                    + "[ 0.2] Enabled IRQ remapping in x2apic mode\n")
            .diagnose();
    assertThat(diagnosis.platform()).isEqualTo(Platform.INTEL);
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.NOT_AVAILABLE);
    assertThat(diagnosis.headline()).contains("dmar0");
  }

  @Test
  void anInterruptHandedToAVcpu() {
    Diagnosis diagnosis =
        new TreeOnDisk(folder)
            .with(
                "irq",
                """
                handler:  handle_fasteoi_irq
                device:   0000:06:00.0
                dstate:   0x31608200
                            IRQD_FORWARDED_TO_VCPU
                domain:  ITS-PCI-MSIX
                 hwirq:   0x1
                 chip:    ITS-PCI-MSIX
                 parent:
                    chip:    ITS
                     parent:
                        chip:    GICv3
                """)
            .diagnose();
    assertThat(diagnosis.platform()).isEqualTo(Platform.ARM);
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.IN_USE);
  }

  @Test
  void kvmStatThatShowsInjectionsOnly() {
    Diagnosis diagnosis =
        new TreeOnDisk(folder)
            .with(
                "kvm_stat",
                """
                 Event                                         Total %Total CurAvg/s
                 kvm_exit                                     713988   16.4   366300
                   kvm_exit(EXTERNAL_INTERRUPT)               313988   46.4   166300
                   kvm_exit(HLT)                                  88   46.4        3
                 kvm_inj_virq                                  13938   16.4    66120
                """)
            .diagnose();
    assertThat(diagnosis.platform()).isEqualTo(Platform.INTEL);
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.OFF);
    assertThat(diagnosis.facts().activity().rates().getFirst().mark().words())
        .isEqualTo("exit-bound");
  }

  @Test
  void xenThatPosts() {
    Diagnosis diagnosis =
        new TreeOnDisk(folder)
            .with(
                "dmesg",
                """
                (XEN) [    1.2] Intel VT-d Interrupt Remapping enabled.
                (XEN) [    1.2] Intel VT-d Posted Interrupt enabled.
                (XEN) VMX: Supported advanced features:
                (XEN)  - Posted Interrupt Processing
                """)
            .diagnose();
    assertThat(diagnosis.platform()).isEqualTo(Platform.XEN);
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.IN_USE);
  }
}
