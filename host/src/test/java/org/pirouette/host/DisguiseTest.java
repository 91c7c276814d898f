package org.pirouette.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pirouette.host.check.Diagnosis;
import org.pirouette.host.source.FileKind;
import org.pirouette.host.source.HostFile;
import org.pirouette.host.tree.FileTree;

/// What mail, forums and logs do to a text does not change what doctor reads in it: each sample in
/// each disguise gives the same answers.
final class DisguiseTest {
  private static final List<String> LOGS =
      List.of(
          "k_amd_remap_disabled.txt",
          "k_bbcode.txt",
          "k_drhd_without_cap.txt",
          "k_intel_fw_bug.txt",
          "k_old_not_enable.txt",
          "k_x2apic_no_remap.txt",
          "k_xen_amd.txt",
          "k_xen_noiommu.txt");

  private static final List<String> OTHERS =
      List.of(
          "k_inhibit_mask_amd.txt",
          "k_inhibit_mask_without_names.txt",
          "k_inhibit_absent_named_ok.txt",
          "k_update_request.txt",
          "k_params_grep_colon.txt",
          "k_params_shell.txt",
          "k_params_systool.txt",
          "k_procint_noIR.txt",
          "k_procint_noIR_pin.txt",
          "k_irqtop_count_desc.txt");

  @TempDir private Path folder;

  private static Map<String, UnaryOperator<String>> disguises(boolean log) {
    Map<String, UnaryOperator<String>> all = new LinkedHashMap<>();
    all.put("quoted", text -> text.replaceAll("(?m)^(?=.)", "> "));
    all.put("quoted twice", text -> text.replaceAll("(?m)^(?=.)", "> > "));
    all.put(
        "BBCode",
        text -> text.replaceAll("(?m)^(.+)$", "[COLOR=#000000][FONT=x]$1[/FONT][/COLOR]"));
    all.put("fenced", text -> "```\n" + text + "```\n");
    all.put("page", text -> "<pre>" + text.replace("&", "&amp;").replace("<", "&lt;") + "</pre>\n");
    all.put("CRLF", text -> text.replace("\n", "\r\n"));
    all.put("tabs to spaces", text -> text.replace("\t", "        "));
    all.put("indented", text -> text.replaceAll("(?m)^(?=.)", "    "));
    if (log) {
      all.put("syslog", text -> text.replaceAll("(?m)^(?=.)", "Nov  9 03:24:52 web7 kernel: "));
      all.put("journal", text -> text.replaceAll("(?m)^(?=.)", "9. Nov 03:24:52 web7 kernel: "));
      all.put("wrapped at 72", DisguiseTest::wrapped);
    }
    return all;
  }

  private static String wrapped(String text) {
    StringBuilder wrapped = new StringBuilder();
    for (String line : text.split("\n")) {
      String rest = line;
      while (rest.length() > 72 && rest.lastIndexOf(' ', 72) > 40) {
        int blank = rest.lastIndexOf(' ', 72);
        wrapped.append(rest, 0, blank).append('\n');
        rest = rest.substring(blank + 1);
      }
      wrapped.append(rest).append('\n');
    }
    return wrapped.toString();
  }

  @Test
  void everySampleInEveryDisguiseGivesTheSameAnswers() throws Exception {
    List<String> lost = new ArrayList<>();
    int cases = 0;
    for (List<String> samples : List.of(LOGS, OTHERS)) {
      for (String sample : samples) {
        String text = TestResource.text("field/" + sample);
        List<String> plain = answers(text);
        for (Map.Entry<String, UnaryOperator<String>> disguise :
            disguises(samples.equals(LOGS)).entrySet()) {
          cases++;
          List<String> disguised = answers(disguise.getValue().apply(text));
          if (!disguised.equals(plain)) {
            lost.add(sample + " " + disguise.getKey() + ": " + disguised + " in place of " + plain);
          }
        }
      }
    }
    System.out.printf("%d samples in disguise, %d gave other answers%n", cases, lost.size());
    assertThat(lost).isEmpty();
  }

  private List<String> answers(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("paste"), text);
    Optional<HostFile> kind = FileKind.of(FileTree.contents(file));
    if (kind.isEmpty()) {
      return List.of("not recognised");
    }
    Diagnosis diagnosis = SampleVerdictTest.diagnose(Map.of(kind.get().path(), file));
    List<String> answers = new ArrayList<>();
    answers.add(kind.get() + " " + diagnosis.platform() + " " + diagnosis.verdict());
    diagnosis.chain().stream()
        .map(finding -> finding.question().id() + " " + finding.state())
        .forEach(answers::add);
    return answers;
  }
}
