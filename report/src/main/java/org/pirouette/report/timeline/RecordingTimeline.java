package org.pirouette.report.timeline;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.pirouette.report.perfetto.Counter;
import org.pirouette.report.perfetto.PerfettoTrace;
import org.pirouette.report.perfetto.Track;
import org.pirouette.trace.event.EventSink;
import org.pirouette.trace.event.RecordedEvent;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.exits.ExitOptions;
import org.pirouette.trace.exits.ExitReport;
import org.pirouette.trace.exits.VcpuExits;
import org.pirouette.trace.read.RecordingReader;

/// Writes a recording as a timeline: a line for each vCPU with its time in guest mode and its exits
/// by reason, a line for each pCPU with what ran there, a curve of the exits of each vCPU, and
/// arrows from a device's message to the vCPU's acceptance of the interrupt.
///
/// The recording is read once, event by event; memory grows with the vCPUs and pCPUs.
public final class RecordingTimeline implements EventSink {
  private final PerfettoTrace trace;
  private final ExitOptions options;
  private final Set<Integer> threads;
  private final Track vcpuGroup;
  private final Track processorGroup;
  private final Track deviceTrack;
  private final Map<Integer, Vcpu> vcpus = new HashMap<>();
  private final Map<Integer, Processor> processors = new HashMap<>();
  private final Map<Integer, Long> messages = new HashMap<>();
  private long first = RecordedEvent.NO_TIME;
  private long last;
  private long flows;

  /// A vCPU's line and what is open on it.
  private static final class Vcpu {
    final int number;
    final Track track;
    final Counter exits;
    boolean open;
    long count;
    long time;

    Vcpu(int number, Track track, Counter exits) {
      this.number = number;
      this.track = track;
      this.exits = exits;
    }
  }

  /// A pCPU's line and what is open on it.
  private static final class Processor {
    final Track track;
    boolean open;
    long time;

    Processor(Track track) {
      this.track = track;
    }
  }

  private RecordingTimeline(PerfettoTrace trace, ExitReport report, ExitOptions options)
      throws IOException {
    this.trace = trace;
    this.options = options;
    this.threads =
        report.vms().stream()
            .flatMap(vm -> vm.vcpus().stream())
            .map(VcpuExits::thread)
            .collect(Collectors.toSet());
    this.vcpuGroup = trace.track(Track.ROOT, "vCPUs");
    this.processorGroup = trace.track(Track.ROOT, "pCPUs");
    this.deviceTrack = trace.track(trace.track(Track.ROOT, "devices"), "messages to guests");
  }

  /// Writes the timeline of a recording.
  ///
  /// @param report its account, which tells the threads of the selected vCPUs
  /// @param options which part of it to show: its stretch of time, vCPU and process
  /// @param progress told how many more bytes of the recording were read
  /// @throws RecordingException if it is no recording of events
  /// @throws IOException if it cannot be read or the timeline cannot be written
  public static void write(
      Path recording,
      OutputStream out,
      ExitReport report,
      ExitOptions options,
      LongConsumer progress)
      throws IOException, RecordingException {
    try (PerfettoTrace trace = PerfettoTrace.create(out)) {
      RecordingTimeline timeline = new RecordingTimeline(trace, report, options);
      RecordingReader.read(recording, options.formats(), timeline, progress);
      timeline.closeOpenSlices();
    } catch (UncheckedIOException failure) {
      throw failure.getCause();
    }
  }

  @Override
  public void accept(RecordedEvent event) {
    if (event.time == RecordedEvent.NO_TIME || !isSelected(event)) {
      return;
    }
    if (first == RecordedEvent.NO_TIME) {
      first = event.time;
    }
    long time = Math.max(0, event.time - first);
    last = Math.max(last, time);
    try {
      switch (event.kind) {
        case EXIT -> exit(event, time);
        case ENTRY -> entry(event, time);
        case SCHED_SWITCH -> switches(event, time);
        case IRQ_VECTOR_ENTRY -> interrupt(event, time);
        case MSI_SET_IRQ -> message(event, time);
        case APIC_ACCEPT_IRQ, APICV_ACCEPT_IRQ -> accept(event, time);
        case INJECT_VIRQ -> instant(event, time, "inject " + vector(event.vector));
        case VCPU_WAKEUP -> instant(event, time, "wakeup");
        case USERSPACE_EXIT -> instant(event, time, "to user space");
        case APICV_INHIBIT -> instant(event, time, "APICv inhibit update");
        case MSR,
            APIC,
            APIC_IPI,
            SET_IRQ,
            EOI,
            HALT_POLL,
            SCHED_WAKING,
            SCHED_WAKEUP,
            IRQ_VECTOR_EXIT,
            PAGE_FAULT,
            MMIO,
            PIO,
            IRTE_UPDATE,
            AVIC_INCOMPLETE_IPI,
            AVIC_UNACCELERATED,
            AVIC_GA_LOG,
            OTHER -> {}
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// With a vCPU or process selected, what other threads do is left out. Messages stay, as nothing
  /// in them tells the vCPU, and a switch stays on the pCPU that a selected thread leaves.
  private boolean isSelected(RecordedEvent event) {
    if (event.time < options.fromNanoseconds() || event.time > options.toNanoseconds()) {
      return false;
    }
    if (options.vcpu() < 0 && options.process() < 0) {
      return true;
    }
    return switch (event.kind) {
      case MSI_SET_IRQ -> true;
      case APIC_ACCEPT_IRQ, APICV_ACCEPT_IRQ ->
          vcpus.values().stream().anyMatch(vcpu -> vcpu.number == event.target);
      case SCHED_SWITCH -> threads.contains(event.thread) || threads.contains(event.target);
      default -> threads.contains(event.threadOrVcpu());
    };
  }

  private void exit(RecordedEvent event, long time) throws IOException {
    Vcpu vcpu = vcpu(event);
    long at = forward(vcpu, time);
    finish(vcpu, at);
    String vector = event.vector >= 0 ? " " + vector(event.vector) : "";
    trace.begin(vcpu.track, at, event.reason.name() + vector, "exit");
    vcpu.open = true;
    trace.value(vcpu.exits, at, ++vcpu.count);
    runs(event, time, "exit " + event.reason.name(), "exit");
  }

  private void entry(RecordedEvent event, long time) throws IOException {
    Vcpu vcpu = vcpu(event);
    long at = forward(vcpu, time);
    finish(vcpu, at);
    trace.begin(vcpu.track, at, "guest", "guest");
    vcpu.open = true;
    runs(event, time, vcpu.track.name(), "guest");
  }

  private void finish(Vcpu vcpu, long time) throws IOException {
    if (vcpu.open) {
      trace.end(vcpu.track, time);
      vcpu.open = false;
    }
  }

  /// Time within a line never goes back, whatever the recording says.
  private static long forward(Vcpu vcpu, long time) {
    vcpu.time = Math.max(vcpu.time, time);
    return vcpu.time;
  }

  /// A pCPU does something else from now on.
  private void runs(RecordedEvent event, long time, String name, String category)
      throws IOException {
    if (event.cpu < 0) {
      return;
    }
    Processor processor = processor(event.cpu);
    processor.time = Math.max(processor.time, time);
    if (processor.open) {
      trace.end(processor.track, processor.time);
    }
    trace.begin(processor.track, processor.time, name, category);
    processor.open = true;
  }

  /// The idle task is thread 0; any other thread but a vCPU's is another task.
  private void switches(RecordedEvent event, long time) throws IOException {
    Vcpu next = vcpus.get(event.target);
    if (event.target == 0) {
      runs(event, time, "idle", "idle");
    } else {
      runs(event, time, next == null ? "other task" : "host: " + next.track.name(), "host");
    }
  }

  /// A host interrupt's handler runs on a pCPU.
  private void interrupt(RecordedEvent event, long time) throws IOException {
    if (event.cpu >= 0) {
      trace.instant(processor(event.cpu).track, time, "host IRQ " + vector(event.vector), "host");
    }
  }

  /// A message's vector is remembered until a vCPU accepts it: the arrow between the two.
  private void message(RecordedEvent event, long time) throws IOException {
    long flow = ++flows;
    messages.put(event.vector, flow);
    trace.flow(flow).instant(deviceTrack, time, "MSI " + vector(event.vector), "interrupt");
  }

  private void accept(RecordedEvent event, long time) throws IOException {
    Long flow = messages.remove(event.vector);
    if (flow != null) {
      trace.flow(flow);
    }
    trace.instant(accepter(event.target), time, "accept " + vector(event.vector), "interrupt");
  }

  /// The line of the vCPU with this APIC id; with several VMs the id does not tell which, and the
  /// devices' line takes the event.
  private Track accepter(int apicId) {
    Track found = deviceTrack;
    int matches = 0;
    for (Vcpu vcpu : vcpus.values()) {
      if (vcpu.number == apicId) {
        found = vcpu.track;
        matches++;
      }
    }
    return matches == 1 ? found : deviceTrack;
  }

  private void instant(RecordedEvent event, long time, String name) throws IOException {
    if (event.vcpu >= 0) {
      trace.instant(vcpu(event).track, time, name, "kvm");
    }
  }

  private Vcpu vcpu(RecordedEvent event) throws IOException {
    int key = event.threadOrVcpu();
    Vcpu vcpu = vcpus.get(key);
    if (vcpu == null) {
      String thread = event.thread >= 0 ? "thread " + event.thread : "unknown thread";
      String name = event.vcpu >= 0 ? "vCPU " + event.vcpu + ", " + thread : thread;
      Track track = trace.track(vcpuGroup, name);
      vcpu = new Vcpu(event.vcpu, track, trace.counter(track, "exits", "exits"));
      vcpus.put(key, vcpu);
    }
    return vcpu;
  }

  private Processor processor(int cpu) throws IOException {
    Processor processor = processors.get(cpu);
    if (processor == null) {
      processor = new Processor(trace.track(processorGroup, "pCPU " + cpu));
      processors.put(cpu, processor);
    }
    return processor;
  }

  private static String vector(int vector) {
    return vector < 0 ? "?" : Integer.toHexString(vector).toUpperCase(java.util.Locale.ROOT) + "h";
  }

  private void closeOpenSlices() throws IOException {
    for (Vcpu vcpu : vcpus.values()) {
      finish(vcpu, Math.max(last, vcpu.time));
    }
    for (Processor processor : processors.values()) {
      if (processor.open) {
        trace.end(processor.track, Math.max(last, processor.time));
      }
    }
  }
}
