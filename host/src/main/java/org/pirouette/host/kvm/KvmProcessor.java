package org.pirouette.host.kvm;

import static org.pirouette.host.kvm.KvmException.checked;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.pirouette.host.linux.SystemCalls;

/// A vCPU. [#run()] is for one thread, which should be a platform thread: a virtual one would pin
/// its carrier for as long as the guest runs.
public final class KvmProcessor implements AutoCloseable {
  private static final long RUN = 0xAE80;
  private static final long SET_REGS = 0x4090AE82;
  private static final long GET_SREGS = 0x8138AE83;
  private static final long SET_SREGS = 0x4138AE84;
  private static final long SET_MP_STATE = 0x4004AE99;
  private static final long GET_STATS_FD = 0xAECE;
  private static final int SHARED = 0x01;
  private static final int INTERRUPTED = -4;

  private static final int EXIT_REASON = 8;
  private static final int EXIT_IO_PORT = 34;
  private static final int REASON_IO = 2;

  private static final int SREGS_BYTES = 0x138;
  private static final int CS = 0;
  private static final int DS = 24;
  private static final int FS = 72;
  private static final int SS = 120;
  private static final int SELECTOR = 12;

  private static final int REGS_BYTES = 0x90;
  private static final int RSP = 48;
  private static final int RIP = 128;
  private static final int RFLAGS = 136;

  private final int descriptor;
  private final MemorySegment shared;

  KvmProcessor(KvmDevice device, int descriptor) throws KvmException {
    this.descriptor = descriptor;
    this.shared = SystemCalls.map(device.sharedSize(), SHARED, descriptor);
  }

  /// Why the guest left for this process.
  public sealed interface Exit {
    /// The guest wrote to a port.
    record Port(int number) implements Exit {}

    /// The call was interrupted by a signal.
    record Interrupted() implements Exit {}

    /// Anything else, by KVM's number.
    record Other(int reason) implements Exit {}
  }

  /// Sets the vCPU to real mode at an address below 64 KiB.
  ///
  /// @param instruction where it starts
  /// @param data base of DS
  /// @param stack base of SS; SP is 256
  /// @param apic base of FS, through which real-mode code reaches its APIC
  public void startInRealMode(int instruction, int data, int stack, long apic) throws KvmException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment system = arena.allocate(SREGS_BYTES, 8);
      checked("KVM_GET_SREGS", SystemCalls.ioctl(descriptor, GET_SREGS, system));
      base(system, CS, 0);
      base(system, DS, data);
      base(system, SS, stack);
      base(system, FS, apic);
      checked("KVM_SET_SREGS", SystemCalls.ioctl(descriptor, SET_SREGS, system));
      MemorySegment general = arena.allocate(REGS_BYTES, 8);
      general.set(ValueLayout.JAVA_LONG, RSP, 256);
      general.set(ValueLayout.JAVA_LONG, RIP, instruction);
      general.set(ValueLayout.JAVA_LONG, RFLAGS, 2);
      checked("KVM_SET_REGS", SystemCalls.ioctl(descriptor, SET_REGS, general));
      MemorySegment runnable = arena.allocate(4, 4);
      checked("KVM_SET_MP_STATE", SystemCalls.ioctl(descriptor, SET_MP_STATE, runnable));
    }
  }

  private static void base(MemorySegment system, int segment, long base) {
    system.set(ValueLayout.JAVA_LONG, segment, base);
    system.set(
        ValueLayout.JAVA_SHORT, segment + SELECTOR, (short) (base < 1 << 20 ? base >> 4 : 0));
  }

  /// Runs the guest until it leaves for this process. Blocks while the guest runs or halts.
  public Exit run() throws KvmException {
    int result = SystemCalls.ioctl(descriptor, RUN, 0);
    if (result == INTERRUPTED) {
      return new Exit.Interrupted();
    }
    checked("KVM_RUN", result);
    int reason = shared.get(ValueLayout.JAVA_INT, EXIT_REASON);
    return reason == REASON_IO
        ? new Exit.Port(Short.toUnsignedInt(shared.get(ValueLayout.JAVA_SHORT, EXIT_IO_PORT)))
        : new Exit.Other(reason);
  }

  /// Opens the statistics. To be called before the first [#run()]: afterwards the call waits for
  /// the vCPU's lock, which the running thread holds.
  public StatisticsReader statistics() throws KvmException {
    int statistics = checked("KVM_GET_STATS_FD", SystemCalls.ioctl(descriptor, GET_STATS_FD, 0));
    return StatisticsReader.open(statistics)
        .orElseThrow(() -> new KvmException("KVM's statistics have an unknown layout"));
  }

  /// A machine lives until its shared structures are unmapped, so this must not be forgotten.
  @Override
  public void close() {
    SystemCalls.unmap(shared);
    SystemCalls.close(descriptor);
  }
}
