package org.pirouette.host.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pirouette.host.machine.VirtualMachine.VirtualProcessor;
import org.pirouette.host.machine.VirtualMachine.Vmm;
import org.pirouette.host.tree.HostTree;

/// Finds virtual machines below `/proc`: processes with KVM's descriptors (`anon_inode:kvm-vm`,
/// `anon_inode:kvm-vcpu:N`), or, where descriptors may not be looked at, with the names of known
/// VMMs.
public final class VirtualMachines {
  private static final int DESCRIPTORS = 8192;
  private static final int PROCESSES = 100_000;

  /// `CPU 0/KVM` (QEMU), `vcpu0` (Cloud Hypervisor), `fc_vcpu 0` (Firecracker), `crosvm_vcpu0`,
  /// `kvm-vcpu-0` (kvmtool).
  private static final Pattern VCPU_THREAD =
      Pattern.compile("CPU (\\d{1,5})/(?:KVM|TCG)|.{0,20}vcpu[ _:-]?(\\d{1,5}).{0,20}");

  private VirtualMachines() {}

  /// The virtual machines, by process id. Processes that end meanwhile are left out.
  public static List<VirtualMachine> find(HostTree tree) {
    List<VirtualMachine> machines = new ArrayList<>();
    for (String process : processes(tree)) {
      machine(tree, process).ifPresent(machines::add);
    }
    machines.sort((first, second) -> Long.compare(first.processId(), second.processId()));
    return machines;
  }

  /// The process ids of the host, as text.
  public static List<String> processes(HostTree tree) {
    return tree.list("proc").stream().filter(VirtualMachines::isNumber).limit(PROCESSES).toList();
  }

  private static boolean isNumber(String name) {
    return !name.isEmpty()
        && name.length() < 11
        && name.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /// The machine that a process runs, if it runs one.
  ///
  /// @param process its process id
  public static Optional<VirtualMachine> machine(HostTree tree, String process) {
    String folder = "proc/" + process;
    Set<String> groups = new TreeSet<>();
    Map<Integer, Integer> statistics = new TreeMap<>();
    Set<Integer> processors = new TreeSet<>();
    boolean holdsMachine = false;
    int seen = 0;
    for (String descriptor : tree.list(folder + "/fd")) {
      if (++seen > DESCRIPTORS) {
        break;
      }
      if (!isNumber(descriptor) || descriptor.length() > 7) {
        continue;
      }
      String target = tree.link(folder + "/fd/" + descriptor).orElse("");
      if (target.startsWith("/dev/vfio/")) {
        groups.add(target.substring("/dev/vfio/".length()));
      } else if (target.startsWith("anon_inode:")) {
        String inode = target.substring("anon_inode:".length());
        holdsMachine |= inode.startsWith("kvm-vm");
        number(inode, "kvm-vcpu:").ifPresent(processors::add);
        number(inode, "kvm-vcpu-stats:")
            .ifPresent(number -> statistics.put(number, Integer.parseInt(descriptor)));
      }
    }
    String command = tree.read(folder + "/comm").value();
    Vmm kind = kind(command);
    if (!holdsMachine && kind == Vmm.OTHER) {
      return Optional.empty();
    }
    Map<Integer, Long> threads = threads(tree, folder);
    if (!holdsMachine && threads.isEmpty()) {
      return Optional.empty();
    }
    processors.addAll(threads.keySet());
    List<String> arguments = tree.read(folder + "/cmdline").lines();
    List<VirtualProcessor> vcpus = new ArrayList<>();
    for (int number : processors) {
      vcpus.add(
          new VirtualProcessor(
              number, threads.getOrDefault(number, -1L), statistics.getOrDefault(number, -1)));
    }
    return Optional.of(
        new VirtualMachine(
            Long.parseLong(process),
            kind,
            name(kind, arguments, command),
            arguments,
            vcpus,
            groups));
  }

  private static Optional<Integer> number(String inode, String start) {
    String digits = inode.startsWith(start) ? inode.substring(start.length()) : "";
    return isNumber(digits) && digits.length() < 7
        ? Optional.of(Integer.parseInt(digits))
        : Optional.empty();
  }

  private static Map<Integer, Long> threads(HostTree tree, String folder) {
    Map<Integer, Long> threads = new TreeMap<>();
    for (String thread : tree.list(folder + "/task")) {
      if (!isNumber(thread)) {
        continue;
      }
      String name = tree.read(folder + "/task/" + thread + "/comm").value();
      Matcher matcher = VCPU_THREAD.matcher(name);
      if (matcher.matches()) {
        String digits = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        threads.putIfAbsent(Integer.parseInt(digits), Long.parseLong(thread));
      }
    }
    return threads;
  }

  private static Vmm kind(String command) {
    String name = command.toLowerCase(Locale.ROOT);
    if (name.startsWith("qemu") || name.equals("kvm")) {
      return Vmm.QEMU;
    }
    if (name.startsWith("cloud-hyperv") || name.equals("vmm")) {
      return Vmm.CLOUD_HYPERVISOR;
    }
    if (name.startsWith("firecracker")) {
      return Vmm.FIRECRACKER;
    }
    if (name.startsWith("crosvm")) {
      return Vmm.CROSVM;
    }
    return name.startsWith("lkvm") || name.equals("kvmtool") ? Vmm.KVMTOOL : Vmm.OTHER;
  }

  private static String name(Vmm kind, List<String> arguments, String command) {
    String option =
        switch (kind) {
          case QEMU, CROSVM, KVMTOOL -> "name";
          case FIRECRACKER -> "id";
          case CLOUD_HYPERVISOR, OTHER -> "";
        };
    if (!option.isEmpty()) {
      for (int index = 0; index < arguments.size(); index++) {
        String word = arguments.get(index);
        String bare = word.startsWith("--") ? word.substring(2) : word.replaceFirst("^-", "");
        if (bare.equals(option) && index + 1 < arguments.size()) {
          return guestName(arguments.get(index + 1), command);
        }
        if (bare.startsWith(option + "=")) {
          return guestName(bare.substring(option.length() + 1), command);
        }
      }
    }
    return command;
  }

  /// `guest=web,debug-threads=on` or `web`.
  private static String guestName(String value, String command) {
    String name = value.split(",", 2)[0];
    name = name.startsWith("guest=") ? name.substring("guest=".length()) : name;
    return name.isBlank() ? command : name;
  }
}
