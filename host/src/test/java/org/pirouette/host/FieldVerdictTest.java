package org.pirouette.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pirouette.host.check.Diagnosis;
import org.pirouette.host.check.Finding;
import org.pirouette.host.check.Platform;
import org.pirouette.host.check.Verdict;
import org.pirouette.host.source.FileKind;
import org.pirouette.host.source.HostFile;
import org.pirouette.host.tree.FileTree;

/// What people really paste (own words, replaced details): the verdict, the platform, and one link
/// of the chain with its state and a piece of its statement.
final class FieldVerdictTest {
  @TempDir private Path folder;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      textBlock =
          """
          k_amd_remap_disabled.txt, OFF, AMD, remapping, NOT_OK, remapping is off
          k_intel_fw_bug.txt, OFF, INTEL, remapping, NOT_OK, remapping is off
          k_old_not_enable.txt, OFF, INTEL, remapping, NOT_OK, remapping is off
          k_x2apic_no_remap.txt, OFF, UNKNOWN, remapping, NOT_OK, remapping is off
          k_procint_noIR.txt, OFF, UNKNOWN, remapping, NOT_OK, without remapping
          k_procint_noIR_pin.txt, OFF, INTEL, remapping, NOT_OK, without remapping
          k_xen_amd.txt, NOT_AVAILABLE, XEN, cpu-apicv, NOT_OK, AMD
          k_xen_amd.txt, NOT_AVAILABLE, XEN, remapping, OK, Xen remaps
          k_xen_noiommu.txt, NOT_AVAILABLE, XEN, remapping, NOT_OK, without interrupt remapping
          k_bbcode.txt, NOT_AVAILABLE, INTEL, iommu-posting, NOT_OK, cannot post
          k_drhd_without_cap.txt, UNKNOWN, INTEL, iommu-posting, NOT_UNDERSTOOD, of 1 more
          k_irqtop_count_desc.txt, UNKNOWN, INTEL, remapping, OK, IR-
          k_params_grep_colon.txt, OFF, INTEL, enable-apicv, NOT_OK, enable_apicv=N
          k_params_shell.txt, OFF, AMD, avic, NOT_OK, avic=N
          k_params_systool.txt, OFF, INTEL, enable-apicv, NOT_OK, enable_apicv=N
          """)
  void alone(
      String name,
      Verdict verdict,
      Platform platform,
      String link,
      Finding.State state,
      String says) {
    check(diagnose(name), verdict, platform, link, state, says);
  }

  @ParameterizedTest(name = "{0} with {1}")
  @CsvSource(
      textBlock =
          """
          k_inhibit_mask_without_names.txt, params_intel_posted.txt, apicv-inhibit, NOT_OK, HYPERV
          k_inhibit_mask_with_name_ok.txt, params_intel_posted.txt, apicv-inhibit, NOT_OK, HYPERV
          k_inhibit_absent_named_ok.txt, params_intel_posted.txt, apicv-inhibit, NOT_OK, ABSENT
          k_update_request.txt, params_intel_posted.txt, apicv-inhibit, NOT_OK, HYPERV
          k_inhibit_mask_amd.txt, params_amd.txt, avic-inhibit, NOT_OK, number 5
          """)
  void inhibited(String trace, String parameters, String link, Finding.State state, String says) {
    Diagnosis diagnosis = diagnose(trace, parameters);
    check(diagnosis, Verdict.OFF, diagnosis.platform(), link, state, says);
  }

  private static void check(
      Diagnosis diagnosis,
      Verdict verdict,
      Platform platform,
      String link,
      Finding.State state,
      String says) {
    assertThat(diagnosis.verdict()).as(diagnosis.headline()).isEqualTo(verdict);
    assertThat(diagnosis.platform()).as(diagnosis.headline()).isEqualTo(platform);
    Finding finding =
        diagnosis.chain().stream()
            .filter(each -> each.question().id().equals(link))
            .findFirst()
            .orElseThrow();
    assertThat(finding.state()).as(finding.statement()).isEqualTo(state);
    assertThat(finding.statement()).contains(says);
  }

  private Diagnosis diagnose(String... names) {
    Map<String, Path> files = new LinkedHashMap<>();
    for (String name : names) {
      Path file = TestResource.unpack("field/" + name, folder);
      HostFile kind = FileKind.of(FileTree.contents(file)).orElseThrow();
      files.put(kind.path(), file);
    }
    return SampleVerdictTest.diagnose(files);
  }
}
