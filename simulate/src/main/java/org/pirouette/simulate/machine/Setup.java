package org.pirouette.simulate.machine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.MachineBuilder;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.MachineConfiguration.Path;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.simulate.scenario.Arrivals;
import org.pirouette.simulate.scenario.Device;
import org.pirouette.simulate.scenario.Guest;
import org.pirouette.simulate.scenario.GuestScript;
import org.pirouette.simulate.scenario.Scenario;
import org.pirouette.simulate.scenario.VirtualMachine;

/// The machine of the protocol that a scenario asks for in one delivery mode.
///
/// Devices of the protocol are the scenario's devices in their order, then one for each combination
/// of vCPU, vector and pCPU that occurs in the scenario's arrivals.
final class Setup {
  final MachineConfiguration configuration;

  /// Per protocol device its vCPU, counted over all machines.
  final int[] deviceVcpus;

  /// Per protocol device its vector.
  final int[] deviceVectors;

  /// Per arrival its protocol device.
  final int[] arrivalDevices;

  /// Per vCPU its first pCPU.
  final int[] homes;

  /// Per pCPU whether a vCPU may run there.
  final boolean[] homeProcessors;

  private record Source(int virtualProcessor, int vector, int processor) {}

  Setup(Part part, DeliveryMode mode, @Nullable Mutant mutant) {
    Scenario scenario = part.scenario();
    MachineBuilder builder =
        MachineConfiguration.builder().processors(scenario.host().processors());
    List<VirtualMachine.VirtualProcessor> vcpus =
        scenario.machines().stream().flatMap(machine -> machine.processors().stream()).toList();
    homes = vcpus.stream().mapToInt(vcpu -> vcpu.allowed().getFirst()).toArray();
    homeProcessors = new boolean[scenario.host().processors()];
    for (VirtualMachine.VirtualProcessor vcpu : vcpus) {
      vcpu.allowed().forEach(p -> homeProcessors[p] = true);
      builder.vcpu(
          new MachineConfiguration.VirtualProcessor(
              vcpu.allowed(), timerVector(vcpu.guest()), preemptionTimer(vcpu.guest())));
    }
    part.vectors().forEach(builder::vector);
    List<Source> sources = new ArrayList<>();
    int first = 0;
    for (VirtualMachine machine : scenario.machines()) {
      for (Device device : machine.devices()) {
        sources.add(new Source(first + device.virtualProcessor(), device.vector(), -1));
      }
      first += machine.processors().size();
    }
    arrivalDevices = arrivalDevices(scenario.arrivals(), sources);
    for (Source source : sources) {
      boolean software = source.processor() >= 0;
      builder.device(
          source.virtualProcessor(),
          source.vector(),
          software ? Path.REMAPPED : mode.path(),
          software ? source.processor() : hostProcessor(scenario, mode, source.virtualProcessor()));
    }
    deviceVcpus = sources.stream().mapToInt(Source::virtualProcessor).toArray();
    deviceVectors = sources.stream().mapToInt(Source::vector).toArray();
    builder.furtherBypasses(mode.path() == Path.POSTED ? part.devicesElsewhere() : 0);
    builder.features(
        mode.features(
            new DeliveryMode.Setting(
                part.x2apic(),
                part.ipiVirtualization(),
                scenario.host().haltPolling().maximumNanoseconds() > 0,
                scenario.host().waiting())));
    configuration = builder.mutant(mutant).build();
  }

  private int hostProcessor(Scenario scenario, DeliveryMode mode, int virtualProcessor) {
    return switch (mode.hostInterrupts()) {
      case SAME -> homes[virtualProcessor];
      case OTHER -> scenario.host().interruptProcessor();
    };
  }

  private static int[] arrivalDevices(Arrivals arrivals, List<Source> sources) {
    Map<Source, Integer> devices = new LinkedHashMap<>();
    int[] numbers = new int[arrivals.size()];
    for (int i = 0; i < numbers.length; i++) {
      Source source =
          new Source(
              arrivals.virtualProcessors()[i], arrivals.vectors()[i], arrivals.processors()[i]);
      Integer known = devices.get(source);
      if (known == null) {
        known = sources.size();
        sources.add(source);
        devices.put(source, known);
      }
      numbers[i] = known;
    }
    return numbers;
  }

  private static int timerVector(Guest guest) {
    return switch (guest) {
      case Guest.Synthetic synthetic -> synthetic.timer().map(Guest.Timer::vector).orElse(0);
      case Guest.Scripted scripted -> scriptedTimerVector(scripted);
    };
  }

  private static boolean preemptionTimer(Guest guest) {
    return switch (guest) {
      case Guest.Synthetic synthetic ->
          synthetic.timer().map(Guest.Timer::preemptionTimer).orElse(false);
      case Guest.Scripted _ -> false; // a recording shows each such exit
    };
  }

  private static int scriptedTimerVector(Guest.Scripted guest) {
    for (GuestScript script : scripts(guest)) {
      for (int i = 0; i < script.size(); i++) {
        if (script.action(i) == GuestScript.Action.ARM_TIMER) {
          return script.a(i);
        }
      }
    }
    return 0;
  }

  private static List<GuestScript> scripts(Guest.Scripted guest) {
    List<GuestScript> scripts = new ArrayList<>();
    scripts.add(guest.main());
    guest.handlers().forEach(handler -> scripts.addAll(handler.deliveries()));
    return scripts;
  }

  /// The vectors that guests of a scenario get interrupts with, ascending.
  static List<Integer> vectors(Scenario scenario) {
    TreeSet<Integer> vectors = new TreeSet<>();
    for (VirtualMachine machine : scenario.machines()) {
      machine.devices().forEach(device -> vectors.add(device.vector()));
      machine.processors().forEach(processor -> addVectors(vectors, processor.guest()));
    }
    for (int vector : scenario.arrivals().vectors()) {
      vectors.add(vector);
    }
    return List.copyOf(vectors);
  }

  private static void addVectors(TreeSet<Integer> vectors, Guest guest) {
    switch (guest) {
      case Guest.Synthetic synthetic -> {
        synthetic.timer().ifPresent(timer -> vectors.add(timer.vector()));
        synthetic.ipis().forEach(ipi -> vectors.add(ipi.vector()));
      }
      case Guest.Scripted scripted -> {
        scripted.handlers().forEach(handler -> vectors.add(handler.vector()));
        for (GuestScript script : scripts(scripted)) {
          for (int i = 0; i < script.size(); i++) {
            if (script.action(i) == GuestScript.Action.SEND_IPI) {
              vectors.add((int) script.b(i));
            }
          }
        }
      }
    }
  }
}
