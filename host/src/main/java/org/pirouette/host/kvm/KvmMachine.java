package org.pirouette.host.kvm;

import static org.pirouette.host.kvm.KvmException.checked;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.pirouette.host.linux.SystemCalls;

/// A virtual machine: memory and an interrupt controller in the kernel.
public final class KvmMachine implements AutoCloseable {
  private static final long CREATE_VCPU = 0xAE41;
  private static final long SET_USER_MEMORY_REGION = 0x4020AE46;
  private static final long SET_TSS_ADDR = 0xAE47;
  private static final long CREATE_IRQCHIP = 0xAE60;
  private static final long SIGNAL_MSI = 0x4020AEA5;
  private static final long TSS_ADDRESS = 0xFFFBD000L;
  private static final int MSI_ADDRESS = 0xFEE00000;
  private static final int ANONYMOUS_SHARED = 0x20 | 0x01;

  private final KvmDevice device;
  private final int descriptor;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment message = arena.allocate(32, 8);
  private MemorySegment memory = MemorySegment.NULL;

  KvmMachine(KvmDevice device, int descriptor) throws KvmException {
    this.device = device;
    this.descriptor = descriptor;
    checked("KVM_SET_TSS_ADDR", SystemCalls.ioctl(descriptor, SET_TSS_ADDR, TSS_ADDRESS));
    checked("KVM_CREATE_IRQCHIP", SystemCalls.ioctl(descriptor, CREATE_IRQCHIP, 0));
  }

  /// Gives the guest memory from address 0 on.
  ///
  /// @param bytes a multiple of 4096
  /// @return the memory, shared with the guest until [#close()]
  public MemorySegment addMemory(long bytes) throws KvmException {
    memory = SystemCalls.map(bytes, ANONYMOUS_SHARED, -1);
    MemorySegment region = arena.allocate(32, 8);
    region.set(ValueLayout.JAVA_LONG, 8, 0);
    region.set(ValueLayout.JAVA_LONG, 16, bytes);
    region.set(ValueLayout.JAVA_LONG, 24, memory.address());
    checked(
        "KVM_SET_USER_MEMORY_REGION",
        SystemCalls.ioctl(descriptor, SET_USER_MEMORY_REGION, region));
    return memory;
  }

  /// Creates a vCPU.
  public KvmProcessor createProcessor(int number) throws KvmException {
    int processor = checked("KVM_CREATE_VCPU", SystemCalls.ioctl(descriptor, CREATE_VCPU, number));
    return new KvmProcessor(device, processor);
  }

  /// Sends a message-signalled interrupt, fixed and edge-triggered. Not for several threads.
  ///
  /// @param destination APIC id of the vCPU
  public void signal(int destination, int vector) throws KvmException {
    message.set(ValueLayout.JAVA_INT, 0, MSI_ADDRESS | destination << 12);
    message.set(ValueLayout.JAVA_INT, 8, vector);
    checked("KVM_SIGNAL_MSI", SystemCalls.ioctl(descriptor, SIGNAL_MSI, message));
  }

  @Override
  public void close() {
    SystemCalls.close(descriptor);
    if (memory.address() != 0) {
      SystemCalls.unmap(memory);
    }
    arena.close();
  }
}
