package org.pirouette.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pirouette.host.check.Diagnosis;
import org.pirouette.host.check.Finding;
import org.pirouette.host.check.Platform;
import org.pirouette.host.check.Verdict;
import org.pirouette.host.source.FileKind;
import org.pirouette.host.source.HostFile;
import org.pirouette.host.tree.FileTree;

/// Each log, listing and report that users posted in public, alone: the verdict, the platform and
/// the link that decides (for an unknown verdict: a link that the file alone does show to hold).
final class SampleVerdictTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      textBlock =
          """
          dmesg_amd_2023plus_late-virtual-apic.txt, UNKNOWN, AMD, remapping
          dmesg_amd_epyc_multi-segment.txt, UNKNOWN, AMD, iommu-posting
          dmesg_amd_kvm_under_hyperv_no-avic.txt, NOT_AVAILABLE, AMD, bare-metal
          dmesg_amd_strix-class_no-X2APIC.txt, UNKNOWN, AMD, remapping
          dmesg_amd_thread-prefix_quoted-printable.txt, UNKNOWN, AMD, iommu-posting
          dmesg_amd_zen4_virtual-apic_no-x2apic.txt, UNKNOWN, AMD, remapping
          dmesg_amd_zen5-laptop_avic-x2avic-enabled.txt, UNKNOWN, AMD, avic
          dmesg_arm64_apple_gicv3-sysreg-trapping.txt, NOT_AVAILABLE, ARM, gicv4
          dmesg_arm64_gicv4.1_fvp.txt, UNKNOWN, ARM, gicv4
          dmesg_arm64_gicv4_empty-features_qbox.txt, UNKNOWN, ARM, gicv4
          dmesg_arm64_kunpeng_gicv4-support-disabled.txt, OFF, ARM, kvm-gicv4
          dmesg_arm64_qemu-virt_gicv4_enabled.txt, UNKNOWN, ARM, its-gicv4
          dmesg_intel_atom-c3000_indented_bad-rmrr.txt, NOT_AVAILABLE, INTEL, iommu-posting
          dmesg_intel_broadwell_i7-5557U_xapic-optout.txt, NOT_AVAILABLE, INTEL, iommu-posting
          dmesg_intel_dmar_ver5_no-PI-cap.txt, NOT_AVAILABLE, INTEL, iommu-posting
          dmesg_intel_nehalem-class_two-iommu_no-PI.txt, NOT_AVAILABLE, INTEL, iommu-posting
          dmesg_intel_qemu-q35_5.15_with-call-trace.txt, NOT_AVAILABLE, INTEL, bare-metal
          dmesg_intel_skylake_i7-6500U.txt, NOT_AVAILABLE, INTEL, iommu-posting
          dmesg_intel_x2apic-cluster_short.txt, UNKNOWN, INTEL, remapping
          dmesg_intel_xeon_PI-capable_but-xapic-optout.txt, UNKNOWN, INTEL, iommu-posting
          journal_intel_proxmox_xapic-optout.txt, NOT_AVAILABLE, INTEL, iommu-posting
          xen_dmesg_quoted_trailing-spaces_panic.txt, OFF, XEN, xen-posting
          xen_dmesg_xeon-d-1518_posted-not-enabled.txt, OFF, XEN, xen-posting
          xen_dmesg_xeon_16-iommus_9-sockets.txt, OFF, XEN, xen-posting
          """)
  void kernelLog(String name, Verdict verdict, Platform platform, String link) {
    check(HostFile.KERNEL_LOG, name, verdict, platform, link);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      textBlock =
          """
          procint_amd_16cpu_IOMMU-MSI-GA.txt, UNKNOWN, AMD, iommu
          procint_arm64_guest-timers-fragment.txt, UNKNOWN, ARM, ''
          procint_hyperv-guest_12cpu_HVS.txt, NOT_AVAILABLE, UNKNOWN, bare-metal
          procint_intel_32cpu_HYP1_PIN-small.txt, NOT_AVAILABLE, INTEL, bare-metal
          procint_intel_32cpu_iommu-off.txt, UNKNOWN, INTEL, remapping
          procint_intel_32cpu_iommu-on_PIN-nonzero.txt, OFF, INTEL, device-interrupts
          procint_intel_4cpu_laptop_2017.txt, UNKNOWN, INTEL, remapping
          procint_intel_8cpu_2025_pastebin-numbered.txt, UNKNOWN, INTEL, remapping
          procint_intel_8cpu_no-NPI-row.txt, UNKNOWN, UNKNOWN, remapping
          procint_intel_i7-2600_hwinfo-indented_TRM.txt, UNKNOWN, UNKNOWN, ''
          procint_intel_many-cpu_vfio-msix-zero-line.txt, UNKNOWN, UNKNOWN, remapping
          procint_intel_n100_4cpu_PIN-zero.txt, UNKNOWN, INTEL, remapping
          procint_xen_dom0_8cpu.txt, UNKNOWN, XEN, ''
          procinfo_intel_vfio-msix_two-columns.txt, OFF, INTEL, device-interrupts
          irqtop_iostat_intel_emr_posted-msi_before-after.txt, UNKNOWN, INTEL, iommu-posting
          """)
  void interrupts(String name, Verdict verdict, Platform platform, String link) {
    check(HostFile.INTERRUPTS, name, verdict, platform, link);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      textBlock =
          """
          kvmstat_arm64_4.19.txt, UNKNOWN, ARM, ''
          kvmstat_arm64_6.16_no-header.txt, UNKNOWN, ARM, ''
          kvmstat_arm64_idle.txt, UNKNOWN, ARM, ''
          kvmstat_s390_regex-filter.txt, UNKNOWN, UNKNOWN, ''
          kvmstat_x86_apicv_66k-exits.txt, UNKNOWN, INTEL, enable-apicv
          kvmstat_x86_apicv_stray-char.txt, UNKNOWN, INTEL, enable-apicv
          kvmstat_x86_haswell_old_Total-Current.txt, UNKNOWN, UNKNOWN, ''
          """)
  void kvmStat(String name, Verdict verdict, Platform platform, String link) {
    check(HostFile.KVM_STAT, name, verdict, platform, link);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "iommu_debugfs_dmar_perf_latency_empty.txt, IOMMU_LATENCY, UNKNOWN, iommu",
    "iommu_debugfs_ir_translation_struct_SPR-like_posted-entries.txt, REMAPPING_TABLES, IN_USE, device-interrupts",
    "iommu_debugfs_regset_cap-bit59-set.txt, IOMMU_REGISTERS, UNKNOWN, iommu-posting",
    "irq_debugfs_intel_ir_nvme.txt, IRQ_DESCRIPTION, UNKNOWN, remapping",
  })
  void debugfs(String name, HostFile file, Verdict verdict, String link) {
    check(file, name, verdict, Platform.INTEL, link);
  }

  private static void check(
      HostFile file, String name, Verdict verdict, Platform platform, String link) {
    Path sample = SharedSamples.file(name);
    FileTree alone = new FileTree(Optional.empty(), Map.of(file.path(), sample));
    assertThat(FileKind.of(alone.read(file.path()))).as("kind of %s", name).contains(file);
    Diagnosis diagnosis = diagnose(Map.of(file.path(), sample));
    assertThat(diagnosis.platform()).as(diagnosis.headline()).isEqualTo(platform);
    assertThat(diagnosis.verdict()).as(diagnosis.headline()).isEqualTo(verdict);
    switch (verdict) {
      case OFF, NOT_AVAILABLE ->
          assertThat(diagnosis.decisive().orElseThrow().question().id()).isEqualTo(link);
      case IN_USE, UNKNOWN -> {
        if (!link.isEmpty()) {
          assertThat(finding(diagnosis, link).state()).isEqualTo(Finding.State.OK);
          assertThat(finding(diagnosis, link).evidence()).isNotEmpty();
        }
      }
    }
  }

  private static Finding finding(Diagnosis diagnosis, String id) {
    return diagnosis.chain().stream()
        .filter(finding -> finding.question().id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  static Diagnosis diagnose(Map<String, Path> files) {
    return diagnose(files, Double.NaN);
  }

  static Diagnosis diagnose(Map<String, Path> files, double between) {
    FileTree tree = new FileTree(Optional.empty(), files);
    try {
      return Diagnosis.of(new HostReader(tree, between, seconds -> seconds).read());
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
