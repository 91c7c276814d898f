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
    assertThat(diagnosis.vcpuPosting()).isEqualTo(VcpuPosting.ON);
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
}
