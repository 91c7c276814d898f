package org.pirouette.settings.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.settings.yaml.Quantity;
import org.pirouette.settings.yaml.YamlMap;
import org.pirouette.settings.yaml.YamlProblem;
import org.pirouette.simulate.scenario.Device;
import org.pirouette.simulate.scenario.Guest;
import org.pirouette.simulate.scenario.Host;
import org.pirouette.simulate.scenario.VirtualMachine;
import org.pirouette.simulate.scenario.VirtualMachine.VirtualProcessor;

/// Reads one entry of `vms`: the vCPUs, what their guest does, and the devices.
final class MachineReader {
  /// How the guest uses its local APIC.
  private enum Apic {
    X2APIC,
    XAPIC
  }

  /// What KVM arms for the guest's timer.
  private enum TimerBacking {
    HRTIMER,
    PREEMPTION_TIMER
  }

  private final YamlMap map;
  private final Host host;
  private final Work work;
  private final List<VirtualProcessor> processors = new ArrayList<>();
  private final List<Device> devices = new ArrayList<>();

  private MachineReader(YamlMap map, Host host) {
    this.map = map;
    this.host = host;
    this.work = new Work(host.hertz());
  }

  static VirtualMachine read(YamlMap map, String name, Host host) throws YamlProblem {
    return new MachineReader(map, host).machine(name);
  }

  private VirtualMachine machine(String otherwise) throws YamlProblem {
    map.keys("name", "apic", "ipi-virtualization", "vcpus", "devices");
    for (YamlMap vcpu : map.maps("vcpus")) {
      processors(vcpu);
    }
    if (processors.isEmpty()) {
      throw map.problem("vcpus", "'vcpus' must hold at least one vCPU");
    }
    for (YamlMap device : map.maps("devices")) {
      devices.addAll(DeviceReader.read(device, processors.size(), devices.size(), work));
    }
    try {
      return new VirtualMachine(
          map.text("name", otherwise),
          processors,
          devices,
          map.word("apic", Apic.class, Apic.X2APIC) == Apic.X2APIC,
          map.flag("ipi-virtualization", false));
    } catch (IllegalArgumentException impossible) {
      throw map.problem("vcpus", impossible);
    }
  }

  private void processors(YamlMap vcpu) throws YamlProblem {
    vcpu.keys("count", "pcpus", "idle", "timer", "ipis", "other-exits");
    int count = vcpu.integer("count", 1, 1, 1024);
    List<Integer> allowed = vcpu.integers("pcpus", 0, host.processors() - 1);
    for (int i = 0; i < count; i++) {
      Guest guest = guest(vcpu);
      // without 'pcpus', and with a count, the vCPUs are pinned one to each pCPU in turn
      int next = processors.size();
      VirtualProcessor processor;
      if (allowed.isEmpty()) {
        processor = VirtualProcessor.pinned(next % host.processors(), guest);
      } else if (count > 1 && allowed.size() >= count) {
        processor = VirtualProcessor.pinned(allowed.get(i), guest);
      } else {
        processor = new VirtualProcessor(allowed, guest);
      }
      processors.add(processor);
    }
  }

  private Guest guest(YamlMap vcpu) throws YamlProblem {
    Optional<Guest.Timer> timer = Optional.empty();
    Optional<YamlMap> timerMap = vcpu.map("timer");
    if (timerMap.isPresent()) {
      timer = Optional.of(timer(timerMap.get()));
    }
    List<Guest.Ipi> ipis = new ArrayList<>();
    for (YamlMap ipi : vcpu.maps("ipis")) {
      ipis.add(ipi(ipi));
    }
    Optional<Guest.OtherExits> others = Optional.empty();
    Optional<YamlMap> othersMap = vcpu.map("other-exits");
    if (othersMap.isPresent()) {
      others = Optional.of(otherExits(othersMap.get()));
    }
    return new Guest.Synthetic(
        vcpu.word("idle", Guest.Idle.class, Guest.Idle.HALT), timer, ipis, others);
  }

  private Guest.Timer timer(YamlMap timer) throws YamlProblem {
    timer.keys("period", "vector", "handler", "backing");
    try {
      return new Guest.Timer(
          Math.round(timer.quantity("period", Quantity.TIME)),
          interrupt(timer, host.architecture().guestTimer()),
          work.handler(timer),
          timer.word("backing", TimerBacking.class, TimerBacking.HRTIMER)
              == TimerBacking.PREEMPTION_TIMER);
    } catch (IllegalArgumentException impossible) {
      throw timer.problem("period", impossible);
    }
  }

  private Guest.Ipi ipi(YamlMap ipi) throws YamlProblem {
    ipi.keys("to", "vector", "every", "waits", "handler");
    return new Guest.Ipi(
        ipi.integer("to", 0, 0, 4095),
        interrupt(ipi, host.architecture().guestIpi()),
        DistributionText.read(ipi, "every", Quantity.TIME),
        ipi.flag("waits", false),
        work.handler(ipi));
  }

  private int interrupt(YamlMap map, int otherwise) throws YamlProblem {
    return map.integer("vector", otherwise, host.architecture().lowestGuestInterrupt(), 255);
  }

  private Guest.OtherExits otherExits(YamlMap others) throws YamlProblem {
    others.keys("every", "reason", "handling");
    ExitReason reason =
        others.word(
            "reason",
            "exit reason",
            host.architecture().exitReasons(),
            ExitReason::name,
            host.architecture().exitReason(ExitReason.Kind.INSTRUCTION).orElseThrow());
    return new Guest.OtherExits(
        DistributionText.read(others, "every", Quantity.TIME),
        reason,
        work.cycles(others, "handling", 1_000));
  }
}
