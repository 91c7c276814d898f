package org.pirouette.host.kvm;

import static org.pirouette.host.kvm.KvmException.checked;

import java.nio.file.Files;
import java.nio.file.Path;
import org.pirouette.host.linux.SystemCalls;

/// `/dev/kvm`.
public final class KvmDevice implements AutoCloseable {
  private static final int READ_WRITE_CLOSE_ON_EXEC = 2 | 0x80000;
  private static final long GET_API_VERSION = 0xAE00;
  private static final long CREATE_VM = 0xAE01;
  private static final long GET_VCPU_MMAP_SIZE = 0xAE04;
  private static final int API_VERSION = 12;

  private final int descriptor;

  private KvmDevice(int descriptor) {
    this.descriptor = descriptor;
  }

  /// Whether this process may use `/dev/kvm` and the guest of this package can run on this machine.
  public static boolean usable() {
    Path device = Path.of("/dev/kvm");
    boolean x86 = System.getProperty("os.arch", "").equals("amd64");
    return x86 && Files.isReadable(device) && Files.isWritable(device);
  }

  /// Opens the device.
  ///
  /// @throws KvmException if it is missing, forbidden or speaks another version
  public static KvmDevice open() throws KvmException {
    int descriptor =
        checked("open of /dev/kvm", SystemCalls.open("/dev/kvm", READ_WRITE_CLOSE_ON_EXEC));
    int version = checked("KVM_GET_API_VERSION", SystemCalls.ioctl(descriptor, GET_API_VERSION, 0));
    if (version != API_VERSION) {
      SystemCalls.close(descriptor);
      throw new KvmException("KVM speaks API version " + version + ", expected " + API_VERSION);
    }
    return new KvmDevice(descriptor);
  }

  /// Creates a virtual machine with an interrupt controller in the kernel.
  public KvmMachine createMachine() throws KvmException {
    int machine = checked("KVM_CREATE_VM", SystemCalls.ioctl(descriptor, CREATE_VM, 0));
    return new KvmMachine(this, machine);
  }

  int descriptor() {
    return descriptor;
  }

  /// Bytes of the structure that KVM shares with the thread of a vCPU.
  int sharedSize() throws KvmException {
    return checked("KVM_GET_VCPU_MMAP_SIZE", SystemCalls.ioctl(descriptor, GET_VCPU_MMAP_SIZE, 0));
  }

  @Override
  public void close() {
    SystemCalls.close(descriptor);
  }
}
