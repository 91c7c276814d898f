package org.pirouette.simulate.machine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.simulate.scenario.Device;
import org.pirouette.simulate.scenario.Guest;
import org.pirouette.simulate.scenario.Host;
import org.pirouette.simulate.scenario.Scenario;
import org.pirouette.simulate.scenario.VirtualMachine;
import org.pirouette.simulate.scenario.VirtualMachine.VirtualProcessor;

/// Divides a scenario into parts that never affect each other: pCPUs belong together if a vCPU may
/// run on both, if a device's interrupt may reach both, or if guests on them send each other IPIs.
///
/// Each part is simulated for itself. So the cost of an interrupt does not grow with the number of
/// vCPUs as long as these have their own pCPUs and queues, and what one of them needs stays in the
/// cache of the machine that simulates.
final class Parts {
  private final Scenario scenario;
  private final DeliveryMode mode;
  private final int[] leader;
  private final int[] homes;
  private final List<Integer> vectors;

  private Parts(Scenario scenario, DeliveryMode mode) {
    this.scenario = scenario;
    this.mode = mode;
    vectors = Setup.vectors(scenario);
    leader = IntStream.range(0, scenario.host().processors()).toArray();
    homes =
        scenario.machines().stream()
            .flatMap(machine -> machine.processors().stream())
            .mapToInt(processor -> processor.allowed().getFirst())
            .toArray();
  }

  /// The parts, which together hold all pCPUs, vCPUs and devices.
  static List<Part> of(Scenario scenario, DeliveryMode mode) {
    return isDivisible(scenario) ? new Parts(scenario, mode).divide() : List.of(whole(scenario));
  }

  /// The scenario in one part.
  static Part whole(Scenario scenario) {
    return new Part(
        scenario,
        IntStream.range(0, scenario.host().processors()).toArray(),
        IntStream.range(0, scenario.virtualProcessors()).toArray(),
        IntStream.range(0, deviceCount(scenario)).toArray(),
        Setup.vectors(scenario),
        0,
        x2apic(scenario),
        ipiVirtualization(scenario));
  }

  private static int deviceCount(Scenario scenario) {
    return scenario.machines().stream().mapToInt(machine -> machine.devices().size()).sum();
  }

  private static boolean x2apic(Scenario scenario) {
    return scenario.machines().getFirst().x2apic();
  }

  private static boolean ipiVirtualization(Scenario scenario) {
    return scenario.machines().stream().allMatch(VirtualMachine::ipiVirtualization);
  }

  /// What was recorded is told by pCPU and in one sequence: it stays together.
  private static boolean isDivisible(Scenario scenario) {
    return scenario.arrivals().size() == 0
        && scenario.hostInterrupts().size() == 0
        && scenario.machines().stream()
            .flatMap(machine -> machine.processors().stream())
            .allMatch(processor -> processor.guest() instanceof Guest.Synthetic);
  }

  private List<Part> divide() {
    int first = 0;
    for (VirtualMachine machine : scenario.machines()) {
      join(machine, first);
      first += machine.processors().size();
    }
    // pCPUs without vCPUs do nothing: they go with the first vCPU.
    boolean[] used = new boolean[leader.length];
    for (int home : homes) {
      used[find(home)] = true;
    }
    for (int p = 0; p < leader.length; p++) {
      if (!used[find(p)]) {
        join(homes[0], p);
      }
    }
    int[] leaders = IntStream.range(0, leader.length).map(this::find).distinct().toArray();
    if (leaders.length == 1) {
      return List.of(whole(scenario));
    }
    return part(leaders);
  }

  private void join(VirtualMachine machine, int first) {
    for (int i = 0; i < machine.processors().size(); i++) {
      VirtualProcessor processor = machine.processors().get(i);
      processor.allowed().forEach(p -> join(processor.allowed().getFirst(), p));
      if (processor.guest() instanceof Guest.Synthetic synthetic) {
        for (Guest.Ipi ipi : synthetic.ipis()) {
          join(homes[first + i], homes[first + ipi.target()]);
        }
      }
    }
    if (mode.hostInterrupts() == DeliveryMode.HostInterrupts.OTHER) {
      for (Device device : machine.devices()) {
        join(homes[first + device.virtualProcessor()], scenario.host().interruptProcessor());
      }
    }
  }

  private int find(int p) {
    int top = p;
    while (leader[top] != top) {
      leader[top] = leader[leader[top]];
      top = leader[top];
    }
    return top;
  }

  private void join(int p, int q) {
    int one = find(p);
    int other = find(q);
    leader[Math.max(one, other)] = Math.min(one, other);
  }

  /// Where everything of the whole belongs, found in one pass, so that many parts cost no more.
  private List<Part> part(int[] leaders) {
    int[] localProcessor = new int[leader.length];
    List<Draft> drafts = new ArrayList<>();
    int[] draftOfLeader = new int[leader.length];
    for (int top : leaders) {
      draftOfLeader[top] = drafts.size();
      drafts.add(new Draft());
    }
    for (int p = 0; p < leader.length; p++) {
      Draft draft = drafts.get(draftOfLeader[find(p)]);
      localProcessor[p] = draft.processors.size();
      draft.processors.add(p);
    }
    int first = 0;
    int firstDevice = 0;
    for (VirtualMachine machine : scenario.machines()) {
      distribute(machine, first, firstDevice, drafts, draftOfLeader, localProcessor);
      first += machine.processors().size();
      firstDevice += machine.devices().size();
    }
    return drafts.stream().map(draft -> finish(draft, localProcessor)).toList();
  }

  private void distribute(
      VirtualMachine machine,
      int first,
      int firstDevice,
      List<Draft> drafts,
      int[] draftOfLeader,
      int[] localProcessor) {
    int count = machine.processors().size();
    int[] local = new int[count];
    Draft[] owners = new Draft[count];
    Set<Draft> touched = new LinkedHashSet<>();
    for (int i = 0; i < count; i++) {
      owners[i] = drafts.get(draftOfLeader[find(homes[first + i])]);
      touched.add(owners[i]);
      local[i] = owners[i].vcpus.size();
      owners[i].vcpus.add(machine.processors().get(i));
      owners[i].virtualProcessors.add(first + i);
    }
    for (int d = 0; d < machine.devices().size(); d++) {
      Device device = machine.devices().get(d);
      Draft owner = owners[device.virtualProcessor()];
      owner.ownDevices.add(device.at(local[device.virtualProcessor()]));
      owner.devices.add(firstDevice + d);
    }
    touched.forEach(draft -> draft.add(machine, local, localProcessor));
  }

  private Part finish(Draft draft, int[] localProcessor) {
    Host host = scenario.host();
    int interruptProcessor = host.interruptProcessor();
    boolean own = draft.processors.contains(interruptProcessor);
    Host ownHost =
        new Host(
            host.architecture(),
            draft.processors.size(),
            host.hertz(),
            host.timeSliceNanoseconds(),
            host.tickNanoseconds(),
            host.haltPolling(),
            own ? localProcessor[interruptProcessor] : 0,
            host.waiting());
    return new Part(
        new Scenario(scenario.name(), "", ownHost, draft.machines, scenario.modes()),
        ints(draft.processors),
        ints(draft.virtualProcessors),
        ints(draft.devices),
        vectors,
        deviceCount(scenario) - draft.devices.size(),
        x2apic(scenario),
        ipiVirtualization(scenario));
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  /// A part in the making.
  private static final class Draft {
    final List<Integer> processors = new ArrayList<>();
    final List<Integer> virtualProcessors = new ArrayList<>();
    final List<Integer> devices = new ArrayList<>();
    final List<VirtualMachine> machines = new ArrayList<>();

    // Of the machine that is being distributed.
    final List<VirtualProcessor> vcpus = new ArrayList<>();
    final List<Device> ownDevices = new ArrayList<>();

    /// Closes what the part has of a machine.
    void add(VirtualMachine machine, int[] local, int[] localProcessor) {
      List<VirtualProcessor> own =
          vcpus.stream()
              .map(
                  vcpu ->
                      new VirtualProcessor(
                          vcpu.allowed().stream().map(p -> localProcessor[p]).toList(),
                          guest(vcpu.guest(), local)))
              .toList();
      machines.add(
          new VirtualMachine(
              machine.name(), own, ownDevices, machine.x2apic(), machine.ipiVirtualization()));
      vcpus.clear();
      ownDevices.clear();
    }

    private static Guest guest(Guest guest, int[] local) {
      return switch (guest) {
        case Guest.Synthetic synthetic ->
            new Guest.Synthetic(
                synthetic.idle(),
                synthetic.timer(),
                synthetic.ipis().stream().map(ipi -> ipi.to(local[ipi.target()])).toList(),
                synthetic.otherExits());
        case Guest.Scripted scripted -> scripted;
      };
    }
  }
}
