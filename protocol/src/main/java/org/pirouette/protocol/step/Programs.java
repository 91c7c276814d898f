package org.pirouette.protocol.step;

import java.util.ArrayList;
import java.util.List;
import org.pirouette.model.intel.VectorBitmap;
import org.pirouette.protocol.intel.DevicePost;
import org.pirouette.protocol.intel.PostedInterruptProcessing;
import org.pirouette.protocol.kvm.Bypass;
import org.pirouette.protocol.kvm.Device;
import org.pirouette.protocol.kvm.HostInterrupt;
import org.pirouette.protocol.kvm.KvmThread;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.Offline;
import org.pirouette.protocol.kvm.Scheduler;
import org.pirouette.protocol.step.Agent.Kind;
import org.pirouette.protocol.x86.Bus;
import org.pirouette.protocol.x86.Guest;
import org.pirouette.protocol.x86.Inhibitor;
import org.pirouette.protocol.x86.Timer;

/// The programs of a configuration, assembled once, and the agents that execute them.
final class Programs {
  private final MachineConfiguration configuration;
  private final Program processor;
  private final Program handler;
  private final Program thread;
  private final Program scheduler;
  private final Program tick;
  private final Program bus;
  private final Program guest;
  private final Program timer;
  private final Program device;
  private final Program iommu;
  private final Program bypass;
  private final Program inhibitor;
  private final Program administrator;

  Programs(MachineConfiguration configuration) {
    this.configuration = configuration;
    int[] usedWords =
        configuration.vectors().stream().mapToInt(VectorBitmap::word).sorted().distinct().toArray();
    Assembly assembly = new Assembly(configuration, usedWords);
    processor = PostedInterruptProcessing.program(assembly);
    handler = HostInterrupt.program(assembly);
    thread = KvmThread.program(assembly);
    scheduler = Scheduler.program(assembly, thread);
    tick = Scheduler.tick(assembly);
    bus = Bus.program(assembly);
    guest = Guest.program(assembly);
    timer = Timer.program(assembly);
    device = Device.program(assembly);
    iommu = DevicePost.program(assembly);
    bypass = Bypass.program(assembly);
    inhibitor = Inhibitor.program(assembly);
    administrator = Offline.program(assembly);
  }

  Program thread() {
    return thread;
  }

  Agent[] agents(Placement machine) {
    List<Agent> agents = new ArrayList<>();
    for (int p = 0; p < configuration.processors(); p++) {
      add(agents, "CPU", Kind.PROCESSOR, p, processor, machine.processorCounter(p));
      add(agents, "host interrupt", Kind.HANDLER, p, handler, machine.handlerCounter(p));
      add(agents, "scheduler", Kind.SCHEDULER, p, scheduler, machine.schedulerCounter(p));
      add(agents, "tick", Kind.TICK, p, tick, machine.tickCounter(p));
      add(agents, "bus", Kind.BUS, p, bus, machine.busCounter(p));
    }
    for (int v = 0; v < configuration.vcpus().size(); v++) {
      add(agents, "KVM thread", Kind.THREAD, v, thread, machine.threadCounter(v));
      add(agents, "guest", Kind.GUEST, v, guest, machine.guestCounter(v));
      add(agents, "timer", Kind.TIMER, v, timer, machine.timerCounter(v));
    }
    for (int d = 0; d < configuration.devices().size(); d++) {
      add(agents, "device", Kind.DEVICE, d, device, machine.deviceCounter(d));
      add(agents, "IOMMU", Kind.IOMMU, d, iommu, machine.iommuCounter(d));
      add(agents, "VMM routes", Kind.ENVIRONMENT, d, bypass, machine.bypassCounter(d));
    }
    add(agents, "VMM inhibits", Kind.ENVIRONMENT, 0, inhibitor, machine.inhibitCounter());
    add(agents, "administrator", Kind.ENVIRONMENT, 0, administrator, machine.offlineCounter());
    return agents.toArray(Agent[]::new);
  }

  private static void add(
      List<Agent> agents, String name, Kind kind, int number, Program program, int counter) {
    agents.add(new Agent(agents.size(), name + " " + number, kind, number, program, counter));
  }
}
