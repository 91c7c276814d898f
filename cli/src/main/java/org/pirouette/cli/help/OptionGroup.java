package org.pirouette.cli.help;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Under which title help shows an option. Grouped by name, so that an option means and stands the
/// same in every command; one that no group names stands under [#COMMAND].
public enum OptionGroup {
  /// What is particular to the command.
  COMMAND("Options", Set.of()),
  /// How to simulate.
  SIMULATION(
      "Simulation",
      Set.of(
          "--costs",
          "--host",
          "--vms",
          "--hosts",
          "--modes",
          "--seed",
          "--duration",
          "--replications",
          "--cpus",
          "--validate")),
  /// Which part of a recording to look at.
  SELECTION("Selection", Set.of("--from", "--to", "--vcpu", "--pid", "--vm")),
  /// How far to go.
  BOUNDS(
      "Bounds",
      Set.of(
          "--max-states",
          "--max-memory",
          "--max-depth",
          "--time",
          "--threads",
          "--no-reduction",
          "--tso",
          "--memory-model")),
  /// What to print and where.
  OUTPUT(
      "Output",
      Set.of(
          "--json",
          "--csv",
          "--report",
          "--perfetto",
          "--html",
          "--mermaid",
          "--color",
          "--no-pager",
          "--statements",
          "--verbose",
          "--by",
          "--prometheus")),
  /// The same for all commands.
  GENERAL("General", Set.of("--help", "--version", "--debug"));

  private final String title;
  private final Set<String> names;

  OptionGroup(String title, Set<String> names) {
    this.title = title;
    this.names = names;
  }

  /// The title over the group.
  public String title() {
    return title;
  }

  /// The group of an option.
  public static OptionGroup of(OptionSpec option) {
    for (OptionGroup group : values()) {
      if (group.names.contains(option.longestName())) {
        return group;
      }
    }
    return COMMAND;
  }

  /// The visible options of a command by group, groups and options in their order; empty groups are
  /// not there.
  public static Map<OptionGroup, List<OptionSpec>> of(CommandSpec command) {
    Map<OptionGroup, List<OptionSpec>> groups = new EnumMap<>(OptionGroup.class);
    for (OptionSpec option : command.options()) {
      if (!option.hidden()) {
        groups.computeIfAbsent(of(option), it -> new ArrayList<>()).add(option);
      }
    }
    return groups;
  }
}
