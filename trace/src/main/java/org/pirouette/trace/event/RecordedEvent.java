package org.pirouette.trace.event;

import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// One event of a recording: a reusable, mutable view that readers fill and sinks look at.
///
/// The fields are public and primitive on purpose: at ten million events per second nothing may be
/// allocated or called per field. What a field means for each kind:
///
/// | kind | fields |
/// |---|---|
/// | EXIT | [#reason], [#vcpu], [#info1], [#info2], [#interruptInformation], [#vector] (host vector of an external interrupt) |
/// | ENTRY | [#vcpu], [#interruptInformation] |
/// | INJECT_VIRQ | [#vector], [#write] = re-injected |
/// | APIC_ACCEPT_IRQ, APICV_ACCEPT_IRQ, EOI | [#vector], [#target] = APIC id |
/// | MSI_SET_IRQ | [#vector], [#target] = destination, [#address], [#data] where the recording has them |
/// | APIC_IPI | [#vector], [#target] = destination |
/// | MSR | [#address] = index, [#data] = value, [#write] |
/// | APIC | [#address] = register offset, [#data] = value, [#write] |
/// | VCPU_WAKEUP | [#data] = nanoseconds, [#write] = slept rather than polled |
/// | HALT_POLL | [#data] = new window in nanoseconds |
/// | SCHED_SWITCH | [#target] = next thread, [#data] = 1 if the previous one stays runnable |
/// | SCHED_WAKING, SCHED_WAKEUP | [#target] = thread woken |
/// | IRQ_VECTOR_ENTRY, IRQ_VECTOR_EXIT | [#vector] |
/// | HOST_HANDLER | [#vector] = interrupt line, [#data] = ordinal of a [HostHandler] |
/// | IPI_SEND, IPI_RAISE | [#target] = CPU, [#write] = told to be a kick of KVM (SEND) or to reschedule (RAISE) |
/// | IPI_ENTRY | [#write] = to reschedule |
/// | MMIO, PIO | [#address], [#data] = value, [#write] |
/// | PAGE_FAULT | [#address], [#data] = error code |
/// | USERSPACE_EXIT | [#data] = reason |
/// | APICV_INHIBIT | [#data] = mask of reasons in force, [#write] = set |
/// | IRTE_UPDATE | [#vector] = guest vector, [#target] = vCPU, [#write] = posted |
/// | AVIC_INCOMPLETE_IPI, AVIC_UNACCELERATED | [#vcpu], [#address] = register offset or id |
public final class RecordedEvent {
  /// What a number field holds where the recording does not say.
  public static final int UNKNOWN = -1;

  /// What [#time] holds where the recording has no time.
  public static final long NO_TIME = Long.MIN_VALUE;

  private static final EventName NAMELESS = EventName.of("");
  private static final byte[] NO_BYTES = {};

  /// Nanoseconds of the recording's clock (ticks for counter clocks), [#NO_TIME] if it has none.
  public long time = NO_TIME;

  /// The physical CPU, or [#UNKNOWN].
  public int cpu = UNKNOWN;

  /// The thread, as the kernel's pid, or [#UNKNOWN].
  public int thread = UNKNOWN;

  /// The process (thread group), or [#UNKNOWN].
  public int process = UNKNOWN;

  /// The vCPU, or [#UNKNOWN].
  public int vcpu = UNKNOWN;

  /// The tracepoint.
  public EventName name = NAMELESS;

  /// What kind of event it is; the same as `name.kind()`.
  public EventKind kind = EventKind.OTHER;

  /// Why the vCPU exited; meaningful for EXIT only.
  public ExitReason reason = ReasonDictionary.NONE;

  /// A vector, or [#UNKNOWN].
  public int vector = UNKNOWN;

  /// An APIC id, vCPU or thread, or [#UNKNOWN].
  public int target = UNKNOWN;

  /// See the table above.
  public long address;

  /// See the table above.
  public long data;

  /// See the table above.
  public boolean write;

  /// First word of exit information (exit qualification, EXITINFO1).
  public long info1;

  /// Second word of exit information.
  public long info2;

  /// The interruption information field of the exit or entry.
  public int interruptInformation;

  private @Nullable IntFunction<String> commands;
  private byte[] commBytes = NO_BYTES;
  private int commStart;
  private int commEnd;

  /// Forgets everything but time, CPU, thread, process and command name.
  public void begin(EventName eventName) {
    // References are written only when they change: workers of the serial collector would else
    // compete for the cache line of its card table.
    if (name != eventName) {
      name = eventName;
      kind = eventName.kind();
    }
    vcpu = UNKNOWN;
    vector = UNKNOWN;
    target = UNKNOWN;
    address = 0;
    data = 0;
    write = false;
    info1 = 0;
    info2 = 0;
    interruptInformation = 0;
  }

  /// Sets where the thread's command name stands; the bytes are looked at only by [#comm].
  public void comm(byte[] bytes, int start, int end) {
    if (commBytes != bytes) {
      commBytes = bytes;
    }
    commStart = start;
    commEnd = end;
  }

  /// Takes thread, process, CPU and command name from another event.
  public void sameThreadAs(RecordedEvent other) {
    thread = other.thread;
    process = other.process;
    cpu = other.cpu;
    comm(other.commBytes, other.commStart, other.commEnd);
  }

  /// Sets who knows the commands of threads; asked only by [#comm].
  public void commands(IntFunction<String> names) {
    commands = names;
  }

  /// The thread's command name, "" if unknown. Allocates: ask once per thread.
  public String comm() {
    IntFunction<String> names = commands;
    if (names != null) {
      return names.apply(thread);
    }
    return new String(commBytes, commStart, commEnd - commStart, StandardCharsets.UTF_8);
  }

  /// The name of the tracepoint without its system: "kvm_exit".
  public String eventName() {
    return name.name();
  }

  /// The thread; where the recording has none, a number below -1 that stands for the vCPU, so that
  /// vCPUs are told apart all the same.
  public int threadOrVcpu() {
    return thread != UNKNOWN ? thread : -2 - Math.max(vcpu, -1);
  }
}
