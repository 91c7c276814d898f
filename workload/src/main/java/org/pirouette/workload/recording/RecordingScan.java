package org.pirouette.workload.recording;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.Architectures;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.kvm.ExitReason.Kind;
import org.pirouette.protocol.kvm.ExitReason.Meaning;
import org.pirouette.trace.event.EventKind;
import org.pirouette.trace.event.EventSink;
import org.pirouette.trace.event.ExitFamily;
import org.pirouette.trace.event.RecordedEvent;

/// Reads a recording's events once and keeps what the workload needs: the exits of each vCPU and
/// the interrupts that others made pending.
///
/// Who made an interrupt pending is told by what the same thread did before: a message of a device
/// (`kvm_msi_set_irq`), an IPI (`kvm_apic_ipi`), or neither, on the vCPU's own thread: its timer.
final class RecordingScan implements EventSink {
  /// An interrupt from outside the guests.
  ///
  /// @param byThread whether a thread of the host raised it that is no vCPU's, such as a VMM's
  /// @param target which vCPU it was for, where the APIC id does not tell
  record Arrival(
      long time,
      int apicId,
      int vector,
      int processor,
      int thread,
      int process,
      boolean byThread,
      ArrivalTargets.@Nullable Target target) {}

  /// The host's handler of an interrupt of its own, run by a vCPU's thread: in an exit that it
  /// caused, or in another one.
  ///
  /// @param during the exit between whose entry and end it came
  record HostInterrupt(long time, int vector, int processor, RecordedExit during) {}

  /// An IPI that a vCPU sent.
  record Ipi(int apicId, int vector) {}

  private static final int SOME_LINE = -2;
  private static final int MOST_PROCESSORS = 1_023;
  private static final int FIRST_VECTOR = 16;
  private static final int LAST_VECTOR = 255;

  private final Map<Integer, RecordedProcessor> byThread = new LinkedHashMap<>();
  private final Map<Integer, Integer> processOfThread = new HashMap<>();
  private final Map<Integer, Integer> deviceMessage = new HashMap<>();
  private final ArrivalTargets targets = new ArrivalTargets();
  private final HandlerEvidence evidence = new HandlerEvidence(byThread::get);
  private final MissingEvents missing = new MissingEvents();
  private final Inhibitions inhibitions = new Inhibitions();
  private final List<Arrival> arrivals = new ArrayList<>();
  private final List<HostInterrupt> hostInterrupts = new ArrayList<>();
  private final BitSet tellingVectors = new BitSet();
  private final List<Ipi> ipis = new ArrayList<>();
  private final Map<String, ExitReason> reasons = new HashMap<>();

  private long start = RecordedEvent.NO_TIME;
  private long end;
  private long longestJump;
  private long damaged;
  private long disordered;
  private long exits;
  private long accepts;
  private boolean withoutTimes;
  private boolean devicePosting;
  private boolean apicv;
  private boolean otherArchitecture;

  // The usual one until the first exit tells.
  private Architecture architecture = Architectures.usual();
  private boolean x2apic;
  private boolean xapic;

  @Override
  public void accept(RecordedEvent event) {
    if (event.time == RecordedEvent.NO_TIME) {
      withoutTimes = true;
      return;
    }
    if (start == RecordedEvent.NO_TIME) {
      start = event.time;
    }
    long time = Math.max(event.time - start, 0);
    longestJump = Math.max(longestJump, time - end);
    end = Math.max(end, time);
    if (event.cpu >= MOST_PROCESSORS) {
      event.cpu = RecordedEvent.UNKNOWN;
      damaged++;
    }
    if (hasGuestVector(event.kind) && (event.vector < FIRST_VECTOR || event.vector > LAST_VECTOR)) {
      damaged++;
      return;
    }
    switch (event.kind) {
      case ENTRY -> entry(event, time);
      case EXIT -> exit(event, time);
      case APIC_ACCEPT_IRQ -> interrupt(event, time);
      case APICV_ACCEPT_IRQ -> {
        apicv = true;
        RecordedProcessor target = target(event.target, event.thread, event.process);
        if (target != null) {
          target.acceptedByApicv++;
        }
      }
      case MSI_SET_IRQ -> {
        deviceMessage.put(event.thread, event.vector);
        missing.sent(event.thread);
      }
      case SET_IRQ -> deviceMessage.put(event.thread, SOME_LINE);
      case IRTE_UPDATE -> devicePosting |= event.write;
      case APICV_INHIBIT -> inhibitions.changed(event);
      case IRQ_VECTOR_ENTRY -> hostInterrupt(event, time);
      case SCHED_SWITCH -> switched(event, time);
      case ENTERS, LEAVES -> boundary(event, time);
      case SCHED_WAKING -> evidence.woken(event, time);
      case HOST_HANDLER, IPI_SEND, IPI_RAISE, IPI_ENTRY -> {
        if (architecture.arrivalsByHandlers()) {
          evidence.accept(event, time, architecture);
        }
      }
      default -> {
        RecordedProcessor own = byThread.get(event.thread);
        if (own != null) {
          detail(own, event);
        }
      }
    }
  }

  /// Whether an event is about a vector of the guest that its APIC can deliver.
  private static boolean hasGuestVector(EventKind kind) {
    return kind == EventKind.APIC_ACCEPT_IRQ || kind == EventKind.INJECT_VIRQ;
  }

  private void boundary(RecordedEvent event, long time) {
    RecordedProcessor own = byThread.get(event.thread);
    if (own != null && event.kind == EventKind.ENTERS) {
      own.entersTime = time;
    } else if (own != null && own.inGuestSince >= 0) {
      own.leavesTime = time;
    }
  }

  private void entry(RecordedEvent event, long told) {
    RecordedProcessor own = processor(event);
    long time = own.entersTime >= 0 ? own.entersTime : told;
    own.entersTime = -1;
    own.leavesTime = -1;
    missing.entered(own);
    if (own.open.nextEntry == Long.MAX_VALUE) {
      disordered += time < own.open.exit ? 1 : 0;
      own.open.nextEntry = Math.max(time, own.open.exit);
    }
    if (own.firstEntry < 0) {
      own.firstEntry = time;
    }
    own.inGuestSince = time;
    own.cause = -1;
    own.ipiOpen = 0;
    evidence.runs(own, event.cpu);
    if (event.cpu >= 0) {
      own.processors.merge(event.cpu, 1, Integer::sum);
    }
  }

  private void exit(RecordedEvent event, long time) {
    exits++;
    String recordedAs = event.reason.architecture().name();
    if (exits == 1) {
      architecture =
          Architectures.all().stream()
              .filter(known -> known.recordedAs().equals(recordedAs))
              .findFirst()
              .orElse(architecture);
    }
    otherArchitecture |= !architecture.recordedAs().equals(recordedAs);
    RecordedProcessor own = processor(event);
    inhibitions.exited(event);
    missing.exited(own);
    long since = own.inGuestSince >= 0 ? own.inGuestSince : time;
    disordered += since > time ? 1 : 0;
    since = Math.min(since, time);
    if (own.exits.isEmpty() && own.inGuestSince < 0) {
      since = 0; // the recording begins while the guest runs
      own.firstEntry = 0;
    }
    ExitReason why = reason(event);
    boolean told = why.kind() == Kind.HOST_INTERRUPT && own.cause >= 0;
    long left = told ? Math.max(since, Math.min(time, own.causeTime)) : time;
    left = own.leavesTime >= 0 ? Math.max(since, Math.min(left, own.leavesTime)) : left;
    RecordedExit exit =
        new RecordedExit(since, left, why, event.cpu, told ? own.cause : event.vector);
    exit.deviceInterruptHere = told && exit.isInterrupt(Meaning.DEVICE);
    exit.interruptCameBefore = own.interruptCame;
    own.interruptCame = false;
    own.inGuestSince = -1;
    own.exits.add(exit);
    own.open = exit;
    targets.exited(own, time, exit.isInterrupt(Meaning.KICK));
  }

  private void hostInterrupt(RecordedEvent event, long time) {
    if (event.vector < 0 || ExitRows.kicks(architecture, event.vector)) {
      return;
    }
    tellingVectors.set(event.vector);
    RecordedProcessor own = byThread.get(event.thread);
    if (own == null || own.exits.isEmpty()) {
      return;
    }
    RecordedExit open = own.open;
    boolean caused =
        open.reason.kind() == Kind.HOST_INTERRUPT
            && open.hostVector == event.vector
            && !open.hostHandlerSeen;
    open.hostHandlerSeen |= caused;
    hostInterrupts.add(new HostInterrupt(caused ? open.exit : time, event.vector, event.cpu, open));
  }

  private void switched(RecordedEvent event, long time) {
    RecordedProcessor from = byThread.get(event.thread);
    RecordedProcessor to = byThread.get(event.target);
    if (from != null && event.data == 0) {
      from.sleeps++;
      from.sleepsToOthers += event.target > 0 && to == null ? 1 : 0;
    }
    if (from != null && to == null && event.data == 1 && architecture.arrivalsByHandlers()) {
      from.preemptedSince = time;
    }
    if (from != null && to != null && event.data == 1) {
      from.preemptedSince = time;
      if (from.runningSince >= 0) {
        from.slices.add(time - from.runningSince);
        from.open.endsSlice = true;
      }
    }
    if (to != null) {
      to.runningSince = time;
      if (to.preemptedSince >= 0) {
        to.open.preempted += time - to.preemptedSince;
        to.preemptedSince = -1;
      }
    }
  }

  private void interrupt(RecordedEvent event, long time) {
    accepts++;
    missing.accepted(event.thread);
    RecordedProcessor own = byThread.get(event.thread);
    RecordedProcessor target = target(event.target, event.thread, event.process);
    if (target != null) {
      target.accepted++;
    }
    Integer message = deviceMessage.remove(event.thread);
    if (own != null && own.ipiOpen > 0) {
      if (own.open.ipis++ == 0) {
        own.open.firstIpi = ipis.size();
      }
      ipis.add(new Ipi(event.target, event.vector));
    } else if (own != null && own == target && message == null) {
      own.open.timerVector = event.vector;
      return;
    } else {
      boolean inHandler = false;
      if (own != null && own.inGuestSince < 0) {
        inHandler =
            own.open.reason.kind() == Kind.HOST_INTERRUPT && own.open.nextEntry == Long.MAX_VALUE;
        own.open.deviceInterruptHere |= inHandler;
      }
      // the device's interrupt came on the pCPU of its own vCPU: it goes the way of the mode
      int processor = inHandler && own == target ? RecordedExit.NONE : event.cpu;
      boolean byThread = own == null && event.thread > 0;
      arrivals.add(
          new Arrival(
              time,
              event.target,
              event.vector,
              processor,
              event.thread,
              event.process,
              byThread,
              ambiguous(event, time)));
    }
    if (target != null) {
      target.interruptCame = true;
    }
  }

  private void detail(RecordedProcessor own, RecordedEvent event) {
    RecordedExit open = own.open;
    switch (event.kind) {
      case INJECT_VIRQ -> {
        if (!event.write) {
          open.injected = event.vector;
          own.injections++;
          targets.injected(own, event.vector);
        }
      }
      case APIC_IPI -> own.ipiOpen = 1;
      case EOI -> {
        if (open.endOfInterrupt == RecordedExit.NONE) {
          open.endOfInterrupt = event.vector;
        }
      }
      case MSR -> {
        if (open.msr == RecordedExit.NONE) {
          open.msr = (int) event.address;
          open.msrValue = event.data;
          x2apic |= architecture.isControllerRegister(event.address);
        }
      }
      case APIC -> {
        if (open.address == RecordedExit.NONE) {
          open.address = architecture.writtenAddress(open.reason, event.address);
          xapic |= open.address != RecordedExit.NONE;
        }
      }
      case PAGE_FAULT, MMIO -> {
        if (open.address == RecordedExit.NONE) {
          open.address = event.address;
          xapic |= architecture.isControllerAddress(open.address);
        }
      }
      case VCPU_WAKEUP -> open.wait = event.data;
      default -> {}
    }
  }

  /// Who an interrupt may be for, if the APIC id belongs to several vCPUs and no process tells.
  private ArrivalTargets.@Nullable Target ambiguous(RecordedEvent event, long time) {
    List<RecordedProcessor> candidates = new ArrayList<>();
    for (RecordedProcessor candidate : byThread.values()) {
      if (candidate.number == event.target) {
        if (event.process >= 0 && processOf(candidate) == event.process) {
          return null;
        }
        candidates.add(candidate);
      }
    }
    if (candidates.size() < 2) {
      return null;
    }
    candidates.forEach(candidate -> candidate.interruptCame = true);
    return targets.arrived(event.vector, time, candidates, !apicv);
  }

  private RecordedProcessor processor(RecordedEvent event) {
    if (event.process >= 0) {
      processOfThread.putIfAbsent(event.thread, event.process);
    }
    return byThread.computeIfAbsent(
        event.thread,
        thread ->
            new RecordedProcessor(
                event.vcpu >= 0 ? event.vcpu : byThread.size(), event.thread, unknownReason()));
  }

  /// The vCPU with an APIC id. Of several machines it is the one of the same process where the
  /// recording tells processes, else the one whose thread number is nearest: the threads of a
  /// machine are created one after the other. KVM's default APIC id is the vCPU's number.
  ///
  /// @param thread whoever made the interrupt pending
  @Nullable RecordedProcessor target(int apicId, int thread, int process) {
    RecordedProcessor best = null;
    for (RecordedProcessor candidate : byThread.values()) {
      if (candidate.number != apicId) {
        continue;
      }
      if (process >= 0 && processOf(candidate) == process) {
        return candidate;
      }
      if (best == null
          || Math.abs((long) candidate.thread - thread) < Math.abs((long) best.thread - thread)) {
        best = candidate;
      }
    }
    return best;
  }

  /// The machines, each with its vCPUs in the order of their numbers. Without processes, a thread
  /// whose vCPU number is not above the one of the thread before it begins another machine.
  List<List<RecordedProcessor>> machines() {
    List<RecordedProcessor> sorted =
        byThread.values().stream()
            .filter(processor -> !processor.exits.isEmpty())
            .sorted(Comparator.comparingInt(processor -> processor.thread))
            .toList();
    Map<Integer, List<RecordedProcessor>> byProcess = new LinkedHashMap<>();
    int guessed = 0;
    int last = -1;
    for (RecordedProcessor processor : sorted) {
      guessed += processor.number <= last ? 1 : 0;
      last = processor.number;
      int process = processOf(processor);
      int key = process >= 0 ? process : -1 - guessed;
      byProcess.computeIfAbsent(key, any -> new ArrayList<>()).add(processor);
    }
    List<List<RecordedProcessor>> machines = new ArrayList<>();
    for (List<RecordedProcessor> machine : byProcess.values()) {
      machine.sort(Comparator.comparingInt(processor -> processor.number));
      machines.add(machine);
    }
    return machines;
  }

  private int processOf(RecordedProcessor processor) {
    return processOfThread.getOrDefault(processor.thread, RecordedEvent.UNKNOWN);
  }

  private ExitReason reason(RecordedEvent event) {
    return reasons.computeIfAbsent(
        event.reason.name(), name -> byName(name, event.reason.family()));
  }

  private ExitReason byName(String name, ExitFamily family) {
    Kind kind =
        switch (family) {
          case EXTERNAL_INTERRUPT -> Kind.HOST_INTERRUPT;
          case INTERRUPT_WINDOW -> Kind.INTERRUPT_WINDOW;
          case HALT -> Kind.HALT;
          case TIMER -> Kind.GUEST_TIMER;
          case END_OF_INTERRUPT -> Kind.END_OF_INTERRUPT;
          case MSR -> Kind.SYSTEM_REGISTER;
          case APIC -> Kind.CONTROLLER;
          case MEMORY -> Kind.MEMORY;
          case INTERPROCESSOR_INTERRUPT, OTHER -> Kind.OTHER;
        };
    return architecture
        .exitReason(name)
        .or(() -> architecture.exitReason(kind))
        .orElseGet(this::unknownReason);
  }

  private ExitReason unknownReason() {
    return architecture.exitReason(Kind.OTHER).orElseThrow();
  }

  /// What the host's handlers tell.
  HandlerEvidence evidence() {
    return evidence;
  }

  /// Whether the recording has the host's handlers of a vector, so that [#hostInterrupts] has them
  /// all, exits or not.
  boolean tellsHostInterrupts(int vector) {
    if (evidence.handlers() > 0 && architecture.meaning(vector) == Meaning.HOST_TIMER) {
      return true;
    }
    return vector >= 0 && tellingVectors.get(vector);
  }

  List<HostInterrupt> hostInterrupts() {
    return hostInterrupts;
  }

  List<Arrival> arrivals() {
    return arrivals;
  }

  Ipi ipi(int index) {
    return ipis.get(index);
  }

  /// Exits, interrupts and IPIs so far: what memory grows with.
  long kept() {
    return exits + arrivals.size() + hostInterrupts.size() + ipis.size() + evidence.handlers();
  }

  long exitCount() {
    return exits;
  }

  long acceptCount() {
    return accepts;
  }

  /// Why events must be missing that nobody counted as lost, a clause each.
  List<String> missing() {
    return missing.clauses();
  }

  /// The reasons for which APICv was inhibited while guests ran, as KVM's mask.
  long inhibitions() {
    return inhibitions.whileGuestsRan();
  }

  /// The longest time in which nothing was recorded, ns.
  long longestJump() {
    return longestJump;
  }

  /// Events whose vector or pCPU no host has.
  long damaged() {
    return damaged;
  }

  /// Stays in the guest that would end before they began.
  long disordered() {
    return disordered;
  }

  long endNanoseconds() {
    return end;
  }

  boolean withoutTimes() {
    return withoutTimes;
  }

  boolean devicePosting() {
    return devicePosting;
  }

  /// Of the host that was recorded.
  Architecture architecture() {
    return architecture;
  }

  boolean otherArchitecture() {
    return otherArchitecture;
  }

  boolean x2apic() {
    return x2apic || !xapic;
  }
}
