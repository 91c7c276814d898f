package org.pirouette.workload.recording;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.Role;
import org.pirouette.simulate.scenario.Arrivals;
import org.pirouette.simulate.scenario.Guest;
import org.pirouette.simulate.scenario.Host;
import org.pirouette.simulate.scenario.HostInterrupts;
import org.pirouette.simulate.scenario.Scenario;
import org.pirouette.simulate.scenario.VirtualMachine;
import org.pirouette.simulate.scenario.VirtualMachine.VirtualProcessor;

/// Puts a workload together out of a scanned recording.
final class WorkloadBuilder {
  private static final long TIME_SLICE_NANOSECONDS = 3_000_000;

  private final String name;
  private final RecordingScan scan;
  private final long exitsAfter;
  private final long hertz;
  private final long lostEvents;
  private final String inhibited;
  private final List<String> notes;
  private final List<List<RecordedProcessor>> machines;
  private final List<RecordedProcessor> processors;
  private final Map<RecordedProcessor, Integer> index = new HashMap<>();
  private final List<Moment> arrivals = new ArrayList<>();
  private final List<Moment> hostInterrupts = new ArrayList<>();
  private final Architecture architecture;
  private final Set<Integer> homes;
  private final long start;
  private int highestProcessor;
  private long unknownTargets;
  private final ArrivalTargets.Dealer dealer = new ArrivalTargets.Dealer();

  /// A source that is a thread on a vCPU's pCPU: it ran while the vCPU did not, which its exit and
  /// the time until its entry show. Its interrupts come to no guest's pCPU; another one stands for
  /// it.
  private static final int BY_THREAD = -2;

  /// Something at a time: `subject` is a vCPU, or -1.
  private record Moment(long time, int subject, int vector, int processor, boolean software) {
    Moment(long time, int subject, int vector, int processor) {
      this(time, subject, vector, processor, false);
    }
  }

  /// The guest's interrupt that stands for one of a device, where the recording does not tell which
  /// it is: above it the next devices' interrupts.
  private static final int FIRST_GUEST_INTERRUPT = 33;

  private static final int LAST_GUEST_INTERRUPT = 255;

  /// @param exitsAfter exits that the scan was not given
  /// @param hertz clock of the host; recordings do not tell it
  /// @param lostEvents how many the recorder lost
  /// @param notes what the reader says about the file
  WorkloadBuilder(
      String name,
      RecordingScan scan,
      long exitsAfter,
      long hertz,
      long lostEvents,
      String inhibited,
      List<String> notes) {
    this.inhibited = inhibited;
    this.exitsAfter = exitsAfter;
    this.lostEvents = lostEvents;
    this.name = name;
    this.scan = scan;
    this.architecture = scan.architecture();
    this.hertz = hertz;
    this.notes = notes;
    this.machines = scan.machines();
    this.processors = machines.stream().flatMap(List::stream).toList();
    processors.forEach(processor -> index.put(processor, index.size()));
    this.homes = processors.stream().map(RecordedProcessor::home).collect(Collectors.toSet());
    this.start = processors.stream().mapToLong(p -> Math.max(0, p.firstEntry)).min().orElse(0);
  }

  RecordedWorkload build() {
    for (RecordingScan.HostInterrupt interrupt : scan.hostInterrupts()) {
      if (interrupt.processor() >= 0
          && !interrupt.during().endsSlice
          && interrupt.during().timerVector == RecordedExit.NONE
          && !interrupt.during().sleeps()) {
        hostInterrupts.add(
            new Moment(
                Math.max(0, interrupt.time() - start),
                RecordedExit.NONE,
                ExitRows.simulatedInterrupt(architecture, interrupt.vector()),
                interrupt.processor()));
      }
    }
    for (RecordingScan.Arrival arrival : scan.arrivals()) {
      addArrival(
          arrival.time(),
          arrival.target() == null
              ? scan.target(arrival.apicId(), arrival.thread(), arrival.process())
              : dealer.choose(arrival.target()),
          arrival.vector(),
          arrival.byThread() && isHome(arrival.processor()) ? BY_THREAD : arrival.processor());
    }
    addTold();
    List<VirtualMachine> virtualMachines = new ArrayList<>();
    for (List<RecordedProcessor> machine : machines) {
      virtualMachines.add(virtualMachine("vm" + virtualMachines.size(), machine));
    }
    arrivals.sort(Comparator.comparingLong(Moment::time));
    hostInterrupts.sort(Comparator.comparingLong(Moment::time));
    return new RecordedWorkload(
        name,
        mode(),
        sameSources(),
        Math.max(1_000, end() - start),
        scenario(virtualMachines),
        RecordedCounts.exits(processors),
        RecordedCounts.costs(processors),
        RecordedCounts.registerCosts(processors),
        RecordedCounts.timerCost(processors),
        shortestGap(),
        scan.arrivals().size() + scan.evidence().count(),
        processors.stream().flatMap(p -> p.exits.stream()).mapToLong(exit -> exit.ipis).sum(),
        processors.stream()
            .flatMap(p -> p.exits.stream())
            .filter(exit -> exit.timerVector != RecordedExit.NONE)
            .count(),
        hostInterrupts.size(),
        lostEvents,
        scan.damaged() + scan.disordered(),
        scan.missing(),
        exitsAfter,
        dealer.untold(),
        inhibited,
        processors.stream()
            .flatMap(p -> p.exits.stream())
            .mapToLong(RecordedExit::guestNanoseconds)
            .sum(),
        processors.stream().flatMap(p -> p.exits.stream()).mapToLong(exit -> exit.wait).sum(),
        notes,
        assumptions());
  }

  /// What the host's handlers tell.
  private void addTold() {
    Map<Integer, Integer> interrupts = new HashMap<>();
    for (HandlerEvidence.Arrival arrival : scan.evidence().arrivals()) {
      Integer subject = arrival.target() == null ? null : index.get(arrival.target());
      if (subject == null) {
        unknownTargets++;
        continue;
      }
      int interrupt =
          interrupts.computeIfAbsent(
              arrival.line(),
              line -> Math.min(LAST_GUEST_INTERRUPT, FIRST_GUEST_INTERRUPT + interrupts.size()));
      boolean software = arrival.line() == HandlerEvidence.SOFTWARE;
      int processor = arrival.doorbell() ? RecordedExit.NONE : arrival.processor();
      boolean byThread = software && isHome(processor);
      highestProcessor = Math.max(highestProcessor, processor);
      arrivals.add(
          new Moment(
              Math.max(0, arrival.time() - start),
              subject,
              interrupt,
              byThread ? BY_THREAD : processor,
              software));
    }
    for (HandlerEvidence.Timer timer : scan.evidence().timers()) {
      if (isHome(timer.processor()) && timer.time() >= start) {
        hostInterrupts.add(
            new Moment(
                timer.time() - start, RecordedExit.NONE, timer.interrupt(), timer.processor()));
      }
    }
  }

  /// When the last vCPU was last seen: after it there is no guest any more.
  private long end() {
    long end = 0;
    for (RecordedProcessor processor : processors) {
      RecordedExit last = processor.exits.getLast();
      boolean gone = last.nextEntry == Long.MAX_VALUE && !last.sleeps();
      end = Math.max(end, gone ? last.exit + 1 : scan.endNanoseconds());
    }
    return end;
  }

  private boolean isHome(int processor) {
    return homes.contains(processor);
  }

  private long shortestGap() {
    Map<Integer, Long> last = new HashMap<>();
    List<Long> gaps = new ArrayList<>();
    for (Moment arrival : arrivals) {
      Long before = last.put(arrival.processor(), arrival.time());
      if (before != null) {
        gaps.add(arrival.time() - before);
      }
    }
    gaps.sort(Comparator.naturalOrder());
    return gaps.isEmpty() ? Long.MAX_VALUE / 1_000 : gaps.get(gaps.size() / 20);
  }

  private VirtualMachine virtualMachine(String machineName, List<RecordedProcessor> machine) {
    List<VirtualProcessor> virtualProcessors = new ArrayList<>();
    for (RecordedProcessor processor : machine) {
      virtualProcessors.add(virtualProcessor(processor, machine));
    }
    return new VirtualMachine(machineName, virtualProcessors, List.of(), scan.x2apic(), false);
  }

  private VirtualProcessor virtualProcessor(
      RecordedProcessor processor, List<RecordedProcessor> machine) {
    for (RecordedExit exit : processor.exits) {
      highestProcessor = Math.max(highestProcessor, exit.processor);
      if (scan.tellsHostInterrupts(exit.hostVector)) {
        continue;
      }
      if (CauseRule.of(exit) == ExitCause.HOST_INTERRUPT
          && !exit.endsSlice
          && exit.processor >= 0) {
        hostInterrupts.add(
            new Moment(
                Math.max(0, exit.exit - start),
                RecordedExit.NONE,
                ExitRows.simulatedInterrupt(architecture, exit.hostVector),
                exit.processor));
      }
    }
    Guest.Scripted script = new ScriptBuilder(processor, scan, new Targets(machine)).build(start);
    List<Guest.HandlerScripts> handlers = new ArrayList<>(script.handlers());
    for (int vector : vectorsWithoutHandler(processor, machine, handlers)) {
      handlers.add(new Guest.HandlerScripts(vector, List.of(ScriptBuilder.unseenHandler())));
    }
    return VirtualProcessor.pinned(
        Math.max(0, processor.home()), new Guest.Scripted(script.main(), handlers));
  }

  /// Targets of IPIs within one machine.
  private final class Targets implements ScriptBuilder.IpiTargets {
    private final List<RecordedProcessor> machine;

    Targets(List<RecordedProcessor> machine) {
      this.machine = machine;
    }

    @Override
    public int withinMachine(int apicId) {
      for (int i = 0; i < machine.size(); i++) {
        if (machine.get(i).number == apicId) {
          return i;
        }
      }
      return -1;
    }

    @Override
    public void further(RecordedExit sender, RecordingScan.Ipi ipi) {
      int target = withinMachine(ipi.apicId());
      addArrival(
          sender.exit, target < 0 ? null : machine.get(target), ipi.vector(), sender.processor);
    }
  }

  private List<Integer> vectorsWithoutHandler(
      RecordedProcessor processor,
      List<RecordedProcessor> machine,
      List<Guest.HandlerScripts> handlers) {
    TreeMap<Integer, Boolean> vectors = new TreeMap<>();
    int target = index.getOrDefault(processor, -1);
    arrivals.stream()
        .filter(a -> a.subject() == target)
        .forEach(a -> vectors.put(a.vector(), true));
    for (RecordedProcessor sender : machine) {
      for (RecordedExit exit : sender.exits) {
        for (int i = 0; i < exit.ipis; i++) {
          RecordingScan.Ipi ipi = scan.ipi(exit.firstIpi + i);
          if (ipi.apicId() == processor.number) {
            vectors.put(ipi.vector(), true);
          }
        }
      }
    }
    processor.exits.stream()
        .filter(exit -> exit.timerVector != RecordedExit.NONE)
        .forEach(exit -> vectors.put(exit.timerVector, true));
    handlers.forEach(handler -> vectors.remove(handler.vector()));
    return List.copyOf(vectors.keySet());
  }

  private void addArrival(
      long time, @Nullable RecordedProcessor target, int vector, int processor) {
    Integer subject = target == null ? null : index.get(target);
    if (subject == null || vector < 16) {
      unknownTargets++;
      return;
    }
    highestProcessor = Math.max(highestProcessor, processor);
    arrivals.add(new Moment(Math.max(0, time - start), subject, vector, processor));
  }

  private Scenario scenario(List<VirtualMachine> virtualMachines) {
    int interruptProcessor = interruptProcessor();
    Host host =
        new Host(
            architecture,
            Math.max(highestProcessor, interruptProcessor) + 1,
            hertz,
            timeSlice(),
            0,
            architecture.arrivalsByHandlers() ? Host.HaltPolling.OFF : Host.HaltPolling.LINUX,
            interruptProcessor,
            waiting());
    return new Scenario(
        name,
        "workload recorded in " + name,
        host,
        virtualMachines,
        new Arrivals(
            times(arrivals),
            arrivals.stream().mapToInt(Moment::subject).toArray(),
            arrivals.stream().mapToInt(Moment::vector).toArray(),
            arrivals.stream()
                .mapToInt(a -> a.processor() == BY_THREAD ? interruptProcessor : a.processor())
                .toArray(),
            software()),
        new HostInterrupts(
            times(hostInterrupts),
            hostInterrupts.stream().mapToInt(Moment::processor).toArray(),
            hostInterrupts.stream().mapToInt(Moment::vector).toArray()),
        architecture.modes().stream().filter(mode -> !mode.guestPolls()).toList());
  }

  private boolean[] software() {
    boolean[] software = new boolean[arrivals.size()];
    for (int i = 0; i < software.length; i++) {
      software[i] = arrivals.get(i).software();
    }
    return software;
  }

  /// Guests that wait exit whatever KVM's default is, if other threads want their pCPUs (they run
  /// when the vCPU sleeps), or if they were seen to although devices reached them directly.
  private DeliveryMode.Waiting waiting() {
    long sleeps = processors.stream().mapToLong(p -> p.sleeps).sum();
    long toOthers = processors.stream().mapToLong(p -> p.sleepsToOthers).sum();
    boolean direct = scan.evidence().doorbells() > 0;
    return toOthers * 2 > sleeps || direct
        ? DeliveryMode.Waiting.EXITS
        : DeliveryMode.Waiting.DEFAULT;
  }

  /// How long a vCPU keeps its pCPU while another one waits for it, as recorded; Linux' base slice
  /// where the recording has no sched_switch.
  private long timeSlice() {
    List<Long> slices =
        processors.stream().flatMap(processor -> processor.slices.stream()).sorted().toList();
    return slices.isEmpty()
        ? TIME_SLICE_NANOSECONDS
        : Math.max(1_000, slices.get(slices.size() / 2));
  }

  private static long[] times(List<Moment> moments) {
    return moments.stream().mapToLong(Moment::time).toArray();
  }

  /// The pCPU on which most interrupts came that is no vCPU's home; one more if there is none.
  private int interruptProcessor() {
    TreeMap<Integer, Integer> counts = new TreeMap<>();
    arrivals.stream()
        .map(Moment::processor)
        .filter(processor -> processor >= 0 && !homes.contains(processor))
        .forEach(processor -> counts.merge(processor, 1, Integer::sum));
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(highestProcessor + 1);
  }

  private DeliveryMode mode() {
    if (architecture.arrivalsByHandlers()) {
      boolean direct = scan.evidence().doorbells() > 0 || !scan.evidence().hostTookDevice();
      return architecture.mode(direct ? Role.DIRECT : Role.BASELINE);
    }
    if (processors.stream().anyMatch(RecordedProcessor::emulated)) {
      return architecture.mode(Role.BASELINE);
    }
    if (scan.devicePosting()) {
      return architecture.mode(Role.DIRECT);
    }
    return architecture.mode(
        Role.HOST_DELIVERED,
        sameSources() ? DeliveryMode.HostInterrupts.SAME : DeliveryMode.HostInterrupts.OTHER);
  }

  private boolean sameSources() {
    long same =
        arrivals.stream()
            .filter(
                arrival ->
                    arrival.processor() == RecordedExit.NONE
                        || processors.get(arrival.subject()).home() == arrival.processor())
            .count();
    return same * 2 > arrivals.size();
  }

  private List<String> assumptions() {
    List<String> assumptions = new ArrayList<>();
    assumptions.add(
        "arrivals keep their recorded times and guests their recorded pace: a guest that gets its"
            + " interrupts sooner is not taken to ask for more");
    if (architecture.arrivalsByHandlers()) {
      assumptions.add(
          "no event tells of guests' handlers: "
              + ScriptBuilder.UNSEEN_HANDLER_NANOSECONDS
              + " ns are assumed from an interrupt to its end");
      assumptions.addAll(architecture.caveats());
    } else if (processors.stream().anyMatch(processor -> !processor.emulated())) {
      assumptions.add(
          architecture.mode(Role.HOST_DELIVERED).hardware()
              + " hides the guests' handlers: "
              + ScriptBuilder.UNSEEN_HANDLER_NANOSECONDS
              + " ns are assumed from the interrupt to its EOI");
    }
    assumptions.add(
        "a recording does not tell the host's clock: %.3g GHz are assumed".formatted(hertz / 1e9));
    assumptions.add(
        "from exit to entry as recorded; what the hardware takes for both is in the guest's time");
    if (scan.devicePosting()) {
      assumptions.add(
          "a device's interrupts were posted by %s (kvm_pi_irte_update): those that hit a running"
                  .formatted(architecture.mode(Role.DIRECT).hardware())
              + " guest left no trace, so the workload has too few");
    }
    if (dealer.untold() > 0) {
      assumptions.add(
          dealer.untold()
              + " interrupts may be for any of several machines, which nothing in the recording"
              + " tells; they are dealt out in turn");
    }
    if (scan.damaged() > 0) {
      assumptions.add(
          scan.damaged() + " events name a vector or a pCPU that no host has; they are left out");
    }
    if (scan.disordered() > 0) {
      assumptions.add(
          scan.disordered()
              + " times go back within a vCPU; those stays and exits are taken to have no length");
    }
    if (unknownTargets > 0) {
      assumptions.add(
          unknownTargets + " interrupts to vCPUs that never ran in the recording are left out");
    }
    return assumptions;
  }
}
