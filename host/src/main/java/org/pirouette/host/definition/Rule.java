package org.pirouette.host.definition;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pirouette.host.source.ResourceRows;

/// What an option of a virtual machine means for APICv, AVIC and posted interrupts: a row of the
/// resource `rules.tsv`.
///
/// @param id stable name
/// @param platform "any", "intel" or "amd"
/// @param effect what it does
/// @param statement the same in words
/// @param remedies what to write in its place, by syntax
/// @param cost of that, "" if nothing is known
/// @param source where it stands
record Rule(
    String id,
    String platform,
    Effect effect,
    List<Condition> when,
    List<Condition> unless,
    String statement,
    Map<Syntax, String> remedies,
    String cost,
    String source) {
  static final List<Rule> ALL =
      ResourceRows.of(Rule.class, "rules.tsv", 12).stream().map(Rule::of).toList();

  /// A setting and the value that it must have.
  record Condition(String name, String value) {}

  private static Rule of(String[] row) {
    Map<Syntax, String> remedies = new EnumMap<>(Syntax.class);
    remedies.put(Syntax.QEMU, told(row[6]));
    remedies.put(Syntax.LIBVIRT, told(row[7]));
    remedies.put(Syntax.PROXMOX, told(row[8]));
    remedies.put(Syntax.CLOUD_HYPERVISOR, told(row[9]));
    remedies.put(Syntax.FIRECRACKER, told(row[9]));
    return new Rule(
        row[0],
        row[1],
        Effect.valueOf(row[2]),
        conditions(row[3]),
        conditions(row[4]),
        row[5],
        remedies,
        told(row[10]),
        row[11]);
  }

  private static String told(String cell) {
    return cell.equals("-") ? "" : cell;
  }

  private static List<Condition> conditions(String cell) {
    return told(cell).isEmpty()
        ? List.of()
        : List.of(cell.split(" ")).stream()
            .map(pair -> pair.split("=", 2))
            .map(pair -> new Condition(pair[0], pair[1]))
            .toList();
  }

  /// The setting that the rule speaks of, where the definition meets it.
  Optional<Setting> met(Definition definition) {
    boolean except = unless.stream().anyMatch(other -> definition.has(other.name(), other.value()));
    boolean all = when.stream().allMatch(one -> definition.has(one.name(), one.value()));
    return except || !all
        ? Optional.empty()
        : definition.first(when.getFirst().name(), when.getFirst().value());
  }
}
