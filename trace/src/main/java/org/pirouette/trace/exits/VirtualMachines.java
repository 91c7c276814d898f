package org.pirouette.trace.exits;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Groups threads into virtual machines: by process where the recording has it, else by
/// neighbouring thread numbers, a new one beginning where a vCPU number comes again or the command
/// changes.
final class VirtualMachines {
  private static final int NEIGHBOURS = 64;

  /// One virtual machine's threads.
  static final class Group {
    final int process;
    final List<ThreadTally> vcpus = new ArrayList<>();
    final List<ThreadTally> others = new ArrayList<>();

    Group(int process) {
      this.process = process;
    }

    List<ThreadTally> all() {
      List<ThreadTally> all = new ArrayList<>(vcpus);
      all.addAll(others);
      return all;
    }
  }

  private VirtualMachines() {}

  static List<Group> of(Collection<ThreadTally> threads) {
    List<ThreadTally> vcpus =
        threads.stream()
            .filter(ThreadTally::hasExits)
            .sorted(Comparator.comparingInt(thread -> thread.thread))
            .toList();
    List<Group> groups = new ArrayList<>();
    Map<Integer, Group> byProcess = new TreeMap<>();
    Group current = null;
    Set<Integer> numbers = new HashSet<>();
    for (ThreadTally vcpu : vcpus) {
      if (vcpu.process >= 0) {
        Group group = byProcess.get(vcpu.process);
        if (group == null) {
          group = new Group(vcpu.process);
          byProcess.put(vcpu.process, group);
          groups.add(group);
        }
        group.vcpus.add(vcpu);
        continue;
      }
      if (current == null || startsAnother(current, vcpu, numbers)) {
        current = new Group(-1);
        groups.add(current);
        numbers.clear();
      }
      current.vcpus.add(vcpu);
      numbers.add(vcpu.vcpu);
    }
    for (ThreadTally thread : threads) {
      if (!thread.hasExits()) {
        assign(thread, groups, byProcess);
      }
    }
    groups.forEach(group -> group.vcpus.sort(Comparator.comparingInt(vcpu -> vcpu.vcpu)));
    return groups;
  }

  private static boolean startsAnother(Group group, ThreadTally vcpu, Set<Integer> numbers) {
    String command = group.vcpus.getFirst().command;
    boolean again = vcpu.vcpu >= 0 && numbers.contains(vcpu.vcpu);
    boolean known = !command.startsWith("<") && !vcpu.command.startsWith("<");
    return again || (known && !withoutDigits(command).equals(withoutDigits(vcpu.command)));
  }

  private static String withoutDigits(String command) {
    return command.replaceAll("\\d+", "#");
  }

  private static void assign(
      ThreadTally thread, List<Group> groups, Map<Integer, Group> byProcess) {
    Group group = byProcess.get(thread.process);
    if (group == null && groups.size() == 1) {
      group = groups.getFirst();
    }
    if (group == null) {
      group = nearest(thread, groups);
    }
    if (group != null) {
      group.others.add(thread);
    }
  }

  private static @org.jspecify.annotations.Nullable Group nearest(
      ThreadTally thread, List<Group> groups) {
    Group nearest = null;
    int least = NEIGHBOURS;
    for (Group group : groups) {
      int distance = Math.abs(group.vcpus.getFirst().thread - thread.thread);
      if (distance < least) {
        least = distance;
        nearest = group;
      }
    }
    return nearest;
  }
}
