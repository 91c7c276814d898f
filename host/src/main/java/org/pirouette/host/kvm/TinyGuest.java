package org.pirouette.host.kvm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// A guest of a few instructions: each vCPU halts, counts the interrupts of vector 40h, ends them,
/// and halts again. It tells how many interrupts arrived, to be held against what KVM's counters
/// say.
///
/// ```
/// start:   cli
///          movl $0x1ff, %fs:0xf0      # APIC on (spurious-interrupt vector register)
///          movl $0, %fs:0x80          # task priority 0
///          outb %al, $0x10            # tells: ready
/// again:   cli
///          cmpl $0, 0x5004            # asked to stop?
///          jne  done
///          sti
///          hlt                        # an interrupt between sti and hlt still wakes it
///          jmp  again
/// done:    outb %al, $0x11            # tells: stopped
///          jmp  again
/// handler: incl 0x5000                # at 0x80 from the start
///          movl $0, %fs:0xb0          # end of interrupt
///          iretw
/// ```
public final class TinyGuest implements AutoCloseable {
  /// The vector that the guest counts.
  public static final int VECTOR = 0x40;

  private static final byte[] CODE =
      HexFormat.of()
          .parseHex(
              "fa6466c706f000ff0100006466c706800000000000e610fa66833e0450007504fbf4ebf3e611ebef");
  private static final byte[] HANDLER = HexFormat.of().parseHex("66ff0600506466c706b00000000000cf");

  private static final long MEMORY = 128 << 10;
  private static final int ENTRY = 0x1000;
  private static final int HANDLER_AT = ENTRY + 0x80;
  private static final int COUNT = 0x5000;
  private static final int STOP = 0x5004;
  private static final int SLOT = 16;
  private static final int STACKS = 0x8000;
  private static final int STACK = 0x100;
  private static final long APIC = 0xFEE00000L;
  private static final int PORT_READY = 0x10;
  private static final int PORT_STOPPED = 0x11;
  private static final long PATIENCE_SECONDS = 20;
  private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();

  private final KvmDevice device;
  private final KvmMachine machine;
  private final MemorySegment memory;
  private final List<KvmProcessor> processors = new ArrayList<>();
  private final List<StatisticsReader> statistics = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch ready;
  private final AtomicReference<String> failure = new AtomicReference<>("");

  private TinyGuest(KvmDevice device, KvmMachine machine, int count) throws KvmException {
    this.device = device;
    this.machine = machine;
    this.memory = machine.addMemory(MEMORY);
    this.ready = new CountDownLatch(count);
    MemorySegment.copy(CODE, 0, memory, ValueLayout.JAVA_BYTE, ENTRY, CODE.length);
    MemorySegment.copy(HANDLER, 0, memory, ValueLayout.JAVA_BYTE, HANDLER_AT, HANDLER.length);
    memory.set(ValueLayout.JAVA_INT, VECTOR * 4L, HANDLER_AT);
    for (int number = 0; number < count; number++) {
      KvmProcessor processor = machine.createProcessor(number);
      processors.add(processor);
      processor.startInRealMode(ENTRY, number * SLOT, STACKS + number * STACK, APIC);
      statistics.add(processor.statistics());
    }
  }

  /// Starts a guest and waits until all its vCPUs halt.
  ///
  /// @param count vCPUs, 1 to 255
  public static TinyGuest start(int count) throws KvmException, InterruptedException {
    KvmDevice device = KvmDevice.open();
    TinyGuest guest = new TinyGuest(device, device.createMachine(), count);
    for (int number = 0; number < count; number++) {
      int index = number;
      Thread thread =
          Thread.ofPlatform()
              .name("vcpu" + number)
              .daemon(true)
              .start(() -> guest.run(guest.processors.get(index)));
      guest.threads.add(thread);
    }
    if (!guest.ready.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new KvmException("the guest did not start: " + guest.failure.get());
    }
    return guest;
  }

  private void run(KvmProcessor processor) {
    try {
      while (true) {
        switch (processor.run()) {
          case KvmProcessor.Exit.Port(int port) when port == PORT_READY -> ready.countDown();
          case KvmProcessor.Exit.Port(int port) when port == PORT_STOPPED -> {
            return;
          }
          case KvmProcessor.Exit.Port _, KvmProcessor.Exit.Interrupted _ -> {}
          case KvmProcessor.Exit.Other(int reason) -> {
            failure.set("exit reason " + reason);
            return;
          }
        }
      }
    } catch (KvmException stopped) {
      failure.set(String.valueOf(stopped.getMessage()));
    }
  }

  /// Interrupts that a vCPU has counted.
  public int delivered(int number) {
    return (int) WORD.getVolatile(memory, COUNT + (long) number * SLOT);
  }

  /// Sends one interrupt to a vCPU, which the guest may merge with one that still waits.
  public void signal(int number) throws KvmException {
    machine.signal(number, VECTOR);
  }

  /// Sends one interrupt and waits until the guest has counted it.
  ///
  /// @return whether it came within the given time
  public boolean deliver(int number, long nanoseconds) throws KvmException {
    int before = delivered(number);
    long start = System.nanoTime();
    signal(number);
    while (delivered(number) == before) {
      if (System.nanoTime() - start > nanoseconds) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }

  /// The statistics of a vCPU.
  public StatisticsReader statistics(int number) {
    return statistics.get(number);
  }

  /// Stops the vCPUs and gives everything back.
  @Override
  public void close() throws KvmException {
    for (int number = 0; number < threads.size(); number++) {
      WORD.setVolatile(memory, STOP + (long) number * SLOT, 1);
      signal(number);
    }
    boolean interrupted = false;
    for (Thread thread : threads) {
      try {
        thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      } catch (InterruptedException stop) {
        interrupted = true;
      }
    }
    statistics.forEach(StatisticsReader::close);
    processors.forEach(KvmProcessor::close);
    machine.close();
    device.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
