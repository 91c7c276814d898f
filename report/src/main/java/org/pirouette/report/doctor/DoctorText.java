package org.pirouette.report.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.pirouette.host.check.Diagnosis;
import org.pirouette.host.check.Finding;
import org.pirouette.host.check.Finding.Remedy;
import org.pirouette.host.check.Finding.State;
import org.pirouette.host.check.KnownBug;
import org.pirouette.host.check.Notifications;
import org.pirouette.host.check.Verdict;
import org.pirouette.host.facts.HostFacts;
import org.pirouette.host.source.IommuUnit;
import org.pirouette.host.tree.Content;
import org.pirouette.host.tree.Evidence;
import org.pirouette.report.text.Style;
import org.pirouette.report.text.TextOutput;

/// A diagnosis for people: the answer first, then what to do, then the links of the chain with
/// their evidence, then the details.
public final class DoctorText {
  private static final int EVIDENCE_SHOWN = 3;
  private static final int EVIDENCE_LENGTH = 160;

  private final TextOutput output;
  private final boolean verbose;

  /// @param verbose show why each link matters, not only of those that do not hold
  public DoctorText(TextOutput output, boolean verbose) {
    this.output = output;
    this.verbose = verbose;
  }

  /// Prints the whole diagnosis.
  public void print(Diagnosis diagnosis) {
    output.headline(diagnosis.headline());
    if (!diagnosis.vcpuSentence().isEmpty()) {
      String sentence = diagnosis.vcpuSentence();
      output.text(Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1));
    }
    nextStep(diagnosis);
    host(diagnosis);
    chain(diagnosis);
    new DoctorTables(output).print(diagnosis);
    bugs(diagnosis);
    notifications(diagnosis.facts());
    grep(diagnosis);
    unread(diagnosis.facts());
  }

  /// What to do about it: the remedy of the first broken link, or what to read first.
  private void nextStep(Diagnosis diagnosis) {
    Optional<Finding> first =
        diagnosis.verdict() == Verdict.UNKNOWN ? diagnosis.firstGap() : diagnosis.decisive();
    if (first.isEmpty() || diagnosis.verdict() == Verdict.IN_USE) {
      return;
    }
    Remedy remedy = first.get().remedy().orElseThrow();
    String start = diagnosis.verdict() == Verdict.UNKNOWN ? "Next: " : "Change it: ";
    String risk = remedy.risk().equals("none") ? "" : " (" + remedy.risk() + ")";
    output.text(start + remedy.how() + risk + ".");
  }

  private void host(Diagnosis diagnosis) {
    HostFacts facts = diagnosis.facts();
    List<String> parts = new ArrayList<>();
    if (!facts.hardware().processor().model().isEmpty()) {
      parts.add(facts.hardware().processor().model());
    }
    if (facts.hardware().processor().count() > 0) {
      parts.add(facts.hardware().processor().count() + " CPUs");
    }
    if (!facts.kernel().release().isEmpty()) {
      parts.add("Linux " + facts.kernel().release());
    }
    if (!facts.hardware().units().isEmpty()) {
      parts.add(
          facts.hardware().units().stream()
              .map(IommuUnit::name)
              .limit(4)
              .collect(
                  Collectors.joining(
                      ", ", "IOMMU ", facts.hardware().units().size() > 4 ? ", ..." : "")));
    }
    parts.add(diagnosis.platform().title() + " chain");
    output.note(facts.view().name() + ": " + String.join("; ", parts));
  }

  private void chain(Diagnosis diagnosis) {
    output.heading("Chain, in order of dependence");
    for (Finding finding : diagnosis.chain()) {
      output.item(
          style(finding.state()),
          mark(finding.state()),
          finding.question().title() + ": " + finding.statement());
      boolean open = finding.state() == State.NOT_OK || finding.state().open();
      if (finding.state() == State.NOT_OK || verbose) {
        detail("why: " + finding.question().why());
      }
      finding.evidence().stream().limit(open ? EVIDENCE_SHOWN : 1).forEach(this::evidence);
      if (open) {
        finding.remedy().ifPresent(this::remedy);
      }
    }
  }

  /// Errata and bugs that this host seems to have.
  private void bugs(Diagnosis diagnosis) {
    List<KnownBug> bugs = KnownBug.of(diagnosis.facts(), diagnosis.platform());
    if (bugs.isEmpty()) {
      return;
    }
    output.heading("Known bugs that this host seems to have (unless the distribution mended them)");
    for (KnownBug bug : bugs) {
      output.item(Style.WARNING, "!", bug.id() + ": " + bug.statement() + ".");
      bug.evidence().forEach(this::evidence);
      detail("do: " + bug.remedy() + " [" + bug.source() + "]");
    }
  }

  private void evidence(Evidence evidence) {
    String text = evidence.text();
    String shown =
        text.length() > EVIDENCE_LENGTH ? text.substring(0, EVIDENCE_LENGTH) + "..." : text;
    detail(evidence.place() + ": " + shown);
  }

  private void remedy(Remedy remedy) {
    String risk = remedy.risk().equals("none") ? "" : "; risk: " + remedy.risk();
    detail("do: " + remedy.how() + risk);
  }

  private void detail(String text) {
    output.item(Style.DIM, "       ", text);
  }

  private static String mark(State state) {
    return switch (state) {
      case OK -> "ok     ";
      case NOT_OK -> "NOT OK ";
      case NOT_UNDERSTOOD -> "unclear";
      case UNKNOWN -> "unknown";
      case DOES_NOT_APPLY -> "n/a    ";
    };
  }

  private static Style style(State state) {
    return switch (state) {
      case OK -> Style.GOOD;
      case NOT_OK -> Style.BAD;
      case UNKNOWN, NOT_UNDERSTOOD -> Style.WARNING;
      case DOES_NOT_APPLY -> Style.DIM;
    };
  }

  private void notifications(HostFacts facts) {
    List<Notifications.Row> rows = Notifications.of(facts);
    if (rows.isEmpty()) {
      return;
    }
    output.heading("Notifications that reached the host");
    for (Notifications.Row row : rows) {
      output.item(row.label(), row.amount() + ": " + row.meaning());
    }
  }

  private void grep(Diagnosis diagnosis) {
    if (!diagnosis.facts().kernel().log().known()) {
      return;
    }
    output.heading("What 'dmesg | grep \"Posted-interrupts\"' finds here");
    output.text(diagnosis.grepAnswer());
  }

  private void unread(HostFacts facts) {
    if (facts.view().obstacles().isEmpty() && facts.view().incomplete().isEmpty()) {
      return;
    }
    output.heading("Not seen");
    for (String obstacle : facts.view().obstacles()) {
      output.item("-", obstacle);
    }
    Map<String, List<String>> byReason = new LinkedHashMap<>();
    for (Content.Unreadable file : facts.view().incomplete()) {
      byReason.computeIfAbsent(file.reason(), any -> new ArrayList<>()).add(file.path());
    }
    byReason.forEach(
        (reason, paths) -> {
          String shown = String.join(", ", paths.subList(0, Math.min(3, paths.size())));
          String more = paths.size() > 3 ? " and " + (paths.size() - 3) + " more" : "";
          output.item("-", shown + more + ": " + reason);
        });
  }
}
