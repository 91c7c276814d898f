package org.pirouette.host.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pirouette.host.facts.HostFacts;
import org.pirouette.host.source.ResourceRows;
import org.pirouette.host.tree.Evidence;

/// An erratum or a bug of the kernel that this host seems to have, from the resource `bugs.tsv`.
/// Distributions take fixes over into older versions: it is a warning, not a verdict.
///
/// @param id of the CVE or erratum
/// @param statement what goes wrong
/// @param remedy what to do
/// @param source where it stands
/// @param evidence that its conditions are met here
public record KnownBug(
    String id, String statement, String remedy, String source, List<Evidence> evidence) {
  public KnownBug {
    evidence = List.copyOf(evidence);
  }

  /// Those of a host, as far as its kernel and its settings are known.
  public static List<KnownBug> of(HostFacts facts, Platform platform) {
    List<KnownBug> found = new ArrayList<>();
    for (String[] row : ResourceRows.of(KnownBug.class, "bugs.tsv", 7)) {
      List<Evidence> evidence = new ArrayList<>();
      boolean met =
          row[1].equals(platform.name())
              && hasKernel(row[2], facts, evidence)
              && List.of(row[3].split(" ", -1)).stream()
                  .allMatch(condition -> holds(condition, facts, evidence));
      if (met) {
        found.add(new KnownBug(row[0], row[4], row[5], row[6], evidence));
      }
    }
    return List.copyOf(found);
  }

  private static boolean hasKernel(String ranges, HostFacts facts, List<Evidence> evidence) {
    if (ranges.equals("-")) {
      return true;
    }
    long kernel = version(facts.kernel().release());
    for (String range : ranges.split(" ", -1)) {
      int dash = range.indexOf('-');
      if (kernel >= version(range.substring(0, dash))
          && kernel < version(range.substring(dash + 1))) {
        evidence.add(new Evidence("kernel", 0, facts.kernel().release()));
        return true;
      }
    }
    return false;
  }

  /// The first three numbers of a version as one; -1 if there is none.
  static long version(String text) {
    String[] parts = text.split("[.+~_-]", 4);
    long version = 0;
    for (int i = 0; i < 3; i++) {
      boolean number = i < parts.length && parts[i].matches("\\d{1,5}");
      if (!number && i < 2) {
        return -1;
      }
      version = version * 100_000 + (number ? Long.parseLong(parts[i]) : 0);
    }
    return version;
  }

  private static boolean holds(String condition, HostFacts facts, List<Evidence> evidence) {
    String what = condition.substring(condition.indexOf('=') + 1);
    return switch (condition.substring(0, condition.indexOf('='))) {
      case "flag" -> {
        boolean has = facts.hardware().processor().flags().contains(what);
        facts
            .hardware()
            .processor()
            .flagsAt()
            .filter(at -> has)
            .ifPresent(at -> evidence.add(new Evidence(at.source(), at.line(), "flag " + what)));
        yield has;
      }
      case "noflag" ->
          !facts.hardware().processor().flags().isEmpty()
              && !facts.hardware().processor().flags().contains(what);
      case "on" -> {
        String module = what.substring(0, what.indexOf('/'));
        String parameter = what.substring(what.indexOf('/') + 1);
        facts.kernel().modules().value(module, parameter).ifPresent(evidence::add);
        yield facts.kernel().modules().isOn(module, parameter).orElse(false);
      }
      case "word" -> {
        Optional<Evidence> word = facts.kernel().commandLine().any(what);
        word.ifPresent(evidence::add);
        yield word.isPresent();
      }
      default -> throw new IllegalStateException("bugs.tsv: no such condition: " + condition);
    };
  }
}
