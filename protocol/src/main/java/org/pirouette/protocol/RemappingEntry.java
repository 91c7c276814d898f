package org.pirouette.protocol;

/// The IRTE of a device's message as the host writes it, and where descriptors lie in memory.
///
/// The two halves are bit-exact (VT-d IRTE, Linux include/linux/dmar.h). Descriptors of two vCPUs
/// differ in both halves of their addresses, so that an entry torn between two updates names no
/// descriptor at all.
public final class RemappingEntry {
  /// No vCPU's descriptor.
  public static final int NOBODY = -1;

  private static final long PRESENT = 1L;
  private static final long POSTED = 1L << 15;
  private static final Field VECTOR = new Field(16, 8);
  private static final Field DESTINATION = new Field(32, 32);
  private static final Field DESCRIPTOR_LOW = new Field(38, 26);
  private static final Field DESCRIPTOR_HIGH = new Field(32, 32);

  private RemappingEntry() {}

  /// Low half of an entry that posts to a vCPU.
  public static long postedLow(int vcpu, int vector) {
    long low = VECTOR.set(PRESENT | POSTED, vector);
    return DESCRIPTOR_LOW.set(low, (address(vcpu) & 0xFFFF_FFFFL) >>> 6);
  }

  /// High half of an entry that posts to a vCPU.
  public static long postedHigh(int vcpu) {
    return DESCRIPTOR_HIGH.set(0, address(vcpu) >>> 32);
  }

  /// Low half of an entry that sends a vector to a pCPU; its high half is 0 here, where every
  /// device is its own requester.
  public static long remappedLow(int processor, int vector) {
    return DESTINATION.set(VECTOR.set(PRESENT, vector), processor);
  }

  /// Whether the entry is present.
  public static boolean present(long low) {
    return (low & PRESENT) != 0;
  }

  /// Whether the entry posts (IM = 1).
  public static boolean posted(long low) {
    return (low & POSTED) != 0;
  }

  /// Virtual or physical vector.
  public static int vector(long low) {
    return VECTOR.get(low);
  }

  /// Destination pCPU of a remapped entry.
  public static int destination(long low) {
    return DESTINATION.get(low);
  }

  /// The vCPU whose descriptor a posted entry names, or [#NOBODY].
  public static int vcpu(long low, long high, int vcpus) {
    long address = DESCRIPTOR_HIGH.get(high) * (1L << 32) | (long) DESCRIPTOR_LOW.get(low) << 6;
    int vcpu = (int) (address >>> 32) - 1;
    return vcpu >= 0 && vcpu < vcpus && address(vcpu) == address ? vcpu : NOBODY;
  }

  private static long address(int vcpu) {
    return (vcpu + 1L) << 32 | (vcpu + 1L) << 6;
  }
}
