package org.pirouette.report.doctor;

import java.io.OutputStream;
import org.pirouette.host.definition.DefinitionCheck;
import org.pirouette.host.definition.DefinitionCheck.Finding;
import org.pirouette.host.definition.Effect;
import org.pirouette.report.text.JsonDocument;
import org.pirouette.report.text.Style;
import org.pirouette.report.text.TextOutput;

/// What the definition of a virtual machine means for posted interrupts, for people and as JSON.
public final class DefinitionText {
  private static final int VERSION = 1;
  private static final int LONGEST = 160;

  private DefinitionText() {}

  /// Prints it.
  public static void print(TextOutput out, DefinitionCheck check) {
    out.headline(check.headline());
    out.note(
        "%s: %s; %s."
            .formatted(
                check.definition().source(),
                check.definition().syntax().title(),
                check.platform().isEmpty()
                    ? "the host is not known: Intel's and AMD's rules"
                    : check.platform().equals("amd") ? "AMD's rules" : "Intel's rules"));
    for (Finding finding : check.findings()) {
      out.blank();
      out.item(
          style(finding.effect()),
          finding.effect().title(),
          (finding.platform().equals("any") ? "" : "(" + finding.platform() + ") ")
              + finding.statement()
              + ".");
      detail(out, where(finding));
      if (!finding.remedy().isEmpty()) {
        detail(out, "write: " + finding.remedy());
      }
      if (!finding.cost().isEmpty() && !finding.cost().equals("none")) {
        detail(out, "cost:  " + finding.cost());
      }
      detail(out, "source: " + finding.source());
    }
    out.blank();
    out.note(
        "Whether the host can post at all: pirouette doctor, there. What it does: pirouette exits.");
  }

  private static void detail(TextOutput out, String text) {
    out.item(Style.DIM, "       ", text);
  }

  private static String where(Finding finding) {
    String written = finding.setting().written();
    String shown = written.length() > LONGEST ? written.substring(0, LONGEST) + "..." : written;
    return finding.setting().line() > 0
        ? "line %d: %s".formatted(finding.setting().line(), shown)
        : "not written: " + shown;
  }

  private static Style style(Effect effect) {
    return switch (effect) {
      case INHIBITS, NOT_POSTED -> Style.BAD;
      case MAY_INHIBIT -> Style.WARNING;
      case DECIDES, COSTS -> Style.DIM;
    };
  }

  /// Writes it as JSON; the schema is in docs/json/doctor.md.
  public static void write(OutputStream stream, DefinitionCheck check) {
    try (JsonDocument json = JsonDocument.open(stream, "doctor-vm", VERSION)) {
      json.field("headline", check.headline());
      json.field("exitStatus", check.status());
      json.field("source", check.definition().source());
      json.field("syntax", check.definition().syntax().title());
      json.field("name", check.definition().name());
      json.field("platform", check.platform());
      json.field("assignedDevice", check.hasDevice());
      json.array(
          "findings",
          check.findings(),
          (object, finding) ->
              object
                  .field("rule", finding.rule())
                  .field("platform", finding.platform())
                  .field("effect", finding.effect().title())
                  .field("setting", finding.setting().name())
                  .field("value", finding.setting().value())
                  .field("line", finding.setting().line())
                  .field("written", finding.setting().written())
                  .field("statement", finding.statement())
                  .field("write", finding.remedy())
                  .field("cost", finding.cost())
                  .field("source", finding.source()));
    }
  }
}
