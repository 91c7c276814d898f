package org.pirouette.host.definition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// What a definition means for APICv, AVIC and posted interrupts.
///
/// @param definition what was read
/// @param platform "intel", "amd", or "" where the host is not known: both are told
/// @param findings the worst first
public record DefinitionCheck(Definition definition, String platform, List<Finding> findings) {
  /// One option.
  ///
  /// @param rule stable name
  /// @param platform on which it holds: "any", "intel", "amd"
  /// @param effect what it does
  /// @param setting where it stands
  /// @param statement in words
  /// @param remedy what to write in its place, in the same syntax; "" if there is nothing
  /// @param cost of that
  /// @param source of the rule
  public record Finding(
      String rule,
      String platform,
      Effect effect,
      Setting setting,
      String statement,
      String remedy,
      String cost,
      String source) {}

  public DefinitionCheck {
    findings = List.copyOf(findings);
  }

  /// Checks a definition.
  ///
  /// @param platform "intel", "amd", or "" for both
  public static DefinitionCheck of(Definition definition, String platform) {
    List<Finding> findings = new ArrayList<>();
    for (Rule rule : Rule.ALL) {
      boolean applies =
          rule.platform().equals("any") || platform.isEmpty() || rule.platform().equals(platform);
      if (applies) {
        rule.met(definition).ifPresent(setting -> findings.add(finding(rule, definition, setting)));
      }
    }
    findings.sort(Comparator.comparing(Finding::effect));
    return new DefinitionCheck(definition, platform, findings);
  }

  private static Finding finding(Rule rule, Definition definition, Setting setting) {
    String template = rule.remedies().getOrDefault(definition.syntax(), "");
    return new Finding(
        rule.id(),
        rule.platform(),
        rule.effect(),
        setting,
        rule.statement(),
        filled(template, definition, setting),
        rule.cost(),
        rule.source());
  }

  /// Puts in what the definition already says.
  private static String filled(String template, Definition definition, Setting setting) {
    String text = template.replace("{cpu}", definition.cpu());
    int at = text.indexOf("{set ");
    int end = at < 0 ? -1 : text.indexOf('}', at);
    if (end < 0) {
      return text;
    }
    String pair = text.substring(at + "{set ".length(), end);
    String value = with(setting.option().isEmpty() ? "..." : setting.option(), pair);
    return text.substring(0, at) + value + text.substring(end + 1);
  }

  /// The parts of an option, without those that set the same key, and with it.
  private static String with(String option, String pair) {
    String key = pair.substring(0, pair.indexOf('='));
    List<String> parts = new ArrayList<>();
    for (String part : option.split(",", -1)) {
      String name = part.replaceFirst("^[+-]", "").replaceFirst("=.*", "");
      if (!name.replace('_', '-').toLowerCase(Locale.ROOT).equals(key)) {
        parts.add(part);
      }
    }
    parts.add(pair);
    return String.join(",", parts);
  }

  /// How many findings have an effect, of all.
  public long count(Effect effect) {
    return findings.stream().filter(finding -> finding.effect() == effect).count();
  }

  /// Whether a device is assigned whose interrupts can be posted.
  public boolean hasDevice() {
    return definition.settings().stream().anyMatch(setting -> setting.name().equals("device"));
  }

  /// The answer in a sentence.
  public String headline() {
    String what =
        definition.name().isEmpty()
            ? "This " + definition.syntax().title()
            : definition.syntax().title() + " of " + definition.name();
    List<String> worst =
        findings.stream()
            .filter(finding -> finding.effect().compareTo(Effect.NOT_POSTED) <= 0)
            .map(finding -> finding.effect().title() + where(finding) + ": " + finding.rule())
            .toList();
    String devices = hasDevice() ? "" : "; no assigned device, so the IOMMU has nothing to post";
    return worst.isEmpty()
        ? "%s: nothing in it inhibits APICv, AVIC or posting%s.".formatted(what, devices)
        : "%s: %s%s.".formatted(what, String.join("; ", worst), devices);
  }

  private static String where(Finding finding) {
    return switch (finding.platform()) {
      case "amd" -> " AVIC";
      case "intel" -> " APICv";
      default -> " APICv and AVIC";
    };
  }

  /// Exit status: 0 if nothing stands in the way, 1 if something does or may.
  public int status() {
    return findings.stream().anyMatch(finding -> finding.effect().compareTo(Effect.NOT_POSTED) <= 0)
        ? 1
        : 0;
  }
}
