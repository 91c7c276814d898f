package org.pirouette.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pirouette.host.check.Diagnosis;
import org.pirouette.host.check.Finding;
import org.pirouette.host.check.Finding.State;
import org.pirouette.host.check.Platform;
import org.pirouette.host.check.Verdict;
import org.pirouette.host.source.FileKind;
import org.pirouette.host.source.HostFile;
import org.pirouette.host.tree.FileTree;

/// Listings as people paste them where doctor asks for a file, each in the form of another tool.
final class PastedListingsTest {
  @TempDir private Path folder;

  private Diagnosis diagnose(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("pasted"), text);
    HostFile kind = FileKind.of(FileTree.contents(file)).orElseThrow();
    return SampleVerdictTest.diagnose(Map.of(kind.path(), file));
  }

  private static Finding finding(Diagnosis diagnosis, String link) {
    return diagnosis.chain().stream()
        .filter(each -> each.question().id().equals(link))
        .findFirst()
        .orElseThrow();
  }

  private static void check(Diagnosis diagnosis, String link, State state, String says) {
    Finding finding = finding(diagnosis, link);
    assertThat(finding.state()).as(finding.statement()).isEqualTo(state);
    assertThat(finding.statement()).contains(says);
  }

  @Test
  void readsOptionsWhoseModulesAreWrittenWithAHyphen() throws Exception {
    check(
        diagnose("options kvm-intel enable_apicv=0 \noptions kvm ignore_msrs=1\n"),
        "enable-apicv",
        State.NOT_OK,
        "enable_apicv=0");
  }

  @Test
  void readsTheAnswersToSeveralFilesOfOneCat() throws Exception {
    Diagnosis braces =
        diagnose(
            """
            $ cat /sys/module/kvm_intel/parameters/{nested,enable_apicv,enable_ipiv}
            Y
            N
            Y
            """);
    check(braces, "enable-apicv", State.NOT_OK, "enable_apicv=N");

    Diagnosis two =
        diagnose(
            """
            # cat /sys/module/kvm_amd/parameters/nested /sys/module/kvm_amd/parameters/avic
            1
            N
            """);
    check(two, "avic", State.NOT_OK, "avic=N");
  }

  @Test
  void doesNotTakeTheShellsComplaintForAValue() throws Exception {
    Diagnosis diagnosis =
        diagnose(
            """
            $ cat /sys/module/kvm_intel/parameters/enable_apicv
            cat: /sys/module/kvm_intel/parameters/enable_apicv: No such file or directory
            $ cat /sys/module/kvm_intel/parameters/nested
            Y
            """);
    check(diagnosis, "enable-apicv", State.UNKNOWN, "");
  }

  @Test
  void readsTheCommandLineOutOfALogAndOutOfGrub() throws Exception {
    check(
        diagnose(
            """
            [    0.000000] Command line: BOOT_IMAGE=/vmlinuz root=/dev/sda1 quiet intel_iommu=on intremap=off
            [    0.100000] DMAR: IOMMU enabled
            """),
        "command-line",
        State.NOT_OK,
        "intremap=off");
    check(
        diagnose(
            """
            [    0.000000] Command line: BOOT_IMAGE=/vmlinuz root=/dev/sda1 quiet intel_iommu=on
            [    0.100000] DMAR: IOMMU enabled
            """),
        "command-line",
        State.OK,
        "");
    check(
        diagnose("GRUB_TIMEOUT=5\nGRUB_CMDLINE_LINUX_DEFAULT=\"quiet intremap=off\"\n"),
        "remapping",
        State.NOT_OK,
        "remapping is off");
  }

  @Test
  void readsTheCapabilitiesOfUnitsAsGrepPrintsThem() throws Exception {
    Diagnosis both =
        diagnose(
            """
            /sys/class/iommu/dmar0/intel-iommu/cap:8d2078c106f0466
            /sys/class/iommu/dmar1/intel-iommu/cap:8d2078c106f0466
            /sys/class/iommu/dmar0/intel-iommu/ecap:f020df
            """);
    check(both, "iommu-posting", State.OK, "all 2 units can post");

    check(
        diagnose("/sys/class/iommu/dmar0/intel-iommu/cap:d2008c40660462\n"),
        "iommu-posting",
        State.NOT_OK,
        "dmar0 cannot post");
  }

  @Test
  void tellsTheMakerByFlagsAndByLscpu() throws Exception {
    Diagnosis flags = diagnose("flags\t\t: fpu apic svm npt avic x2avic\n");
    assertThat(flags.platform()).isEqualTo(Platform.AMD);
    check(flags, "cpu-avic", State.OK, "AVIC");

    Diagnosis lscpu =
        diagnose(
            """
            Architecture:            x86_64
            Vendor ID:               GenuineIntel
              Model name:            Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz
                Flags:               fpu apic vmx ept vpid
            """);
    assertThat(lscpu.platform()).isEqualTo(Platform.INTEL);

    check(
        diagnose("vmx flags\t: vnmi posted_intr vapic vapic_reg vid\n"),
        "cpu-apicv",
        State.OK,
        "the CPU has APICv");
  }

  @Test
  void tellsAnInhibitionAlsoWhereNothingTellsTheMaker() throws Exception {
    String event =
        "qemu-system-x86-3001  [002] .... 100.000001: kvm_apicv_inhibit_changed: set reason=2, inhibits=0x4\n";
    Diagnosis inhibited = diagnose(event);
    assertThat(inhibited.verdict()).isEqualTo(Verdict.OFF);
    check(inhibited, "apicv-inhibit", State.NOT_OK, "the trace shows it inhibited");

    Diagnosis cleared =
        diagnose(
            event
                + "qemu-system-x86-3001  [002] .... 100.000101: kvm_apicv_inhibit_changed: cleared reason=2, inhibits=0x0\n");
    assertThat(cleared.verdict()).isEqualTo(Verdict.UNKNOWN);
    check(cleared, "apicv-inhibit", State.OK, "no inhibit reason in force");
  }

  @Test
  void readsWhatFreeBsdSaysOfBhyve() throws Exception {
    Diagnosis on =
        diagnose(
            """
            hw.vmm.vmx.cap.posted_interrupts: 1
            hw.vmm.vmx.cap.virtual_interrupt_delivery: 1
            """);
    assertThat(on.platform()).isEqualTo(Platform.FREEBSD);
    assertThat(on.verdict()).isEqualTo(Verdict.UNKNOWN);
    check(on, "bhyve-posting", State.OK, "bhyve uses posted interrupts");

    Diagnosis off = diagnose("hw.vmm.vmx.posted_interrupts: 0\n");
    assertThat(off.verdict()).isEqualTo(Verdict.OFF);
    check(off, "bhyve-posting", State.NOT_OK, "does not use");
  }

  @Test
  void doesNotTakePostedInterruptsOfTheHostForThoseOfGuests() throws Exception {
    Diagnosis diagnosis =
        diagnose(
            """
                       CPU0       CPU1
             PIN:          0          0   Posted-interrupt notification event
             PIW:          0          0   Posted-interrupt wakeup event
             PMN:   12333333   12322222   Posted MSI notification event
            """);
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.UNKNOWN);
    check(diagnosis, "device-interrupts", State.UNKNOWN, "");
    check(diagnosis, "cpu-apicv", State.UNKNOWN, "");
  }
}
