package org.pirouette.host.collect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.pirouette.host.facts.HostFacts;
import org.pirouette.host.machine.AssignedDevice;
import org.pirouette.host.source.ModuleParameters;
import org.pirouette.host.tree.Content;
import org.pirouette.host.tree.HostTree;
import org.pirouette.host.tree.RecordingTree;

/// What a collection of a host holds: of what doctor read, what the [Rule] of each file allows.
///
/// @param entries in the order in which they are packed
public record Packing(List<Entry> entries) {
  /// One entry of the archive.
  public sealed interface Entry {
    /// Below the root of the host.
    String path();
  }

  /// A file.
  public record PackedFile(String path, List<String> lines) implements Entry {}

  /// A symbolic link.
  public record PackedLink(String path, String target) implements Entry {}

  /// A directory whose presence says something.
  public record PackedDirectory(String path) implements Entry {}

  /// Chooses.
  ///
  /// @param recording what was read
  /// @param facts what came of it
  public static Packing of(RecordingTree recording, HostFacts facts) {
    Set<String> machines =
        facts.guests().machines().stream()
            .map(machine -> "proc/" + machine.processId() + "/")
            .collect(Collectors.toSet());
    List<Entry> entries = new ArrayList<>();
    entries.add(new PackedFile(HostCollection.MARKER, marker(facts)));
    entries.add(new PackedFile(HostCollection.RATES, RatesFile.format(facts)));
    for (String module : facts.kernel().modules().modules()) {
      if (ModuleParameters.OF_INTEREST.contains(module)) {
        entries.add(new PackedDirectory("sys/module/" + module));
      }
    }
    for (AssignedDevice device : facts.guests().devices()) {
      if (device.address().matches(Allowed.PCI)) {
        entries.add(new PackedDirectory("sys/bus/pci/drivers/vfio-pci/" + device.address()));
      }
    }
    for (Map.Entry<String, Content> read : recording.contents().entrySet()) {
      String path = read.getKey();
      Optional<Rule> rule = kept(path, machines) ? Rules.of(path) : Optional.empty();
      if (rule.isPresent() && read.getValue() instanceof Content.Text text) {
        entries.add(new PackedFile(path, rule.get().apply(text.lines())));
      }
    }
    for (Map.Entry<String, String> link : recording.links().entrySet()) {
      link(link.getKey(), link.getValue()).ifPresent(entries::add);
    }
    return new Packing(entries);
  }

  /// Files of processes only where they run a virtual machine.
  private static boolean kept(String path, Set<String> machines) {
    boolean process =
        path.startsWith("proc/") && path.length() > 5 && Character.isDigit(path.charAt(5));
    return !process || machines.stream().anyMatch(path::startsWith);
  }

  /// Links that say that a process runs a machine, or in which group a device is.
  private static Optional<Entry> link(String path, String target) {
    if (path.matches("proc/\\d{1,10}/fd/\\d{1,10}")
        && target.matches(
            "anon_inode:(\\[)?kvm-(vm|vcpu:\\d{1,5}|vcpu-stats:\\d{1,5})(])?|/dev/vfio/\\d{1,6}")) {
      return Optional.of(new PackedLink(path, target));
    }
    String group = target.substring(target.lastIndexOf('/') + 1);
    return path.matches("sys/bus/pci/devices/" + Allowed.PCI + "/iommu_group")
            && group.matches("\\d{1,6}")
        ? Optional.of(new PackedLink(path, "../../../kernel/iommu_groups/" + group))
        : Optional.empty();
  }

  /// The kind of tree, the time between the readings, and what was not seen. Reasons are doctor's
  /// own words or are left out: those of a file system may hold names.
  private static List<String> marker(HostFacts facts) {
    List<String> lines = new ArrayList<>(List.of("version 1"));
    lines.add(String.format(Locale.ROOT, "interval %.6f", facts.activity().seconds()));
    for (String obstacle : facts.view().obstacles()) {
      Obstacle.known(obstacle).ifPresent(known -> lines.add("obstacle " + known));
    }
    TreeSet<String> unread = new TreeSet<>();
    for (Content.Unreadable missing : facts.view().incomplete()) {
      String path = missing.path().startsWith("/") ? missing.path().substring(1) : missing.path();
      String name = Rules.of(path).isPresent() ? path : "a file";
      unread.add("not-read " + name + ": " + Obstacle.reason(missing.reason()));
    }
    lines.addAll(unread);
    return lines;
  }

  /// As a person reads it: each path, then what it would hold.
  public List<String> shown() {
    List<String> shown = new ArrayList<>();
    for (Entry entry : entries) {
      switch (entry) {
        case PackedFile file -> {
          shown.add("== " + file.path() + (file.path().endsWith(HostTree.LATER) ? " (again)" : ""));
          shown.addAll(file.lines());
        }
        case PackedLink link -> shown.add("== " + link.path() + " -> " + link.target());
        case PackedDirectory directory -> shown.add("== " + directory.path() + "/");
      }
    }
    return shown;
  }

  /// How many files and links it holds.
  public int count() {
    return (int) entries.stream().filter(entry -> !(entry instanceof PackedDirectory)).count();
  }
}
