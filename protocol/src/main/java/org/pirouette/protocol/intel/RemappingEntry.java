package org.pirouette.protocol.intel;

import org.pirouette.protocol.step.Field;

/// The IRTE of a device's message as the host writes it, and where descriptors lie in memory.
///
/// The two halves are bit-exact (VT-d IRTE, Linux include/linux/dmar.h). Descriptors of two vCPUs
/// differ in both halves of their addresses, so that an entry torn between two updates names no
/// descriptor at all.
public final class RemappingEntry {
  /// No descriptor.
  public static final int NOBODY = -1;

  private static final long PRESENT = 1L;
  private static final long POSTED = 1L << 15;
  private static final Field VECTOR = new Field(16, 8);
  private static final Field DESTINATION = new Field(32, 32);
  private static final Field DESCRIPTOR_LOW = new Field(38, 26);
  private static final Field DESCRIPTOR_HIGH = new Field(32, 32);

  private RemappingEntry() {}

  /// Low half of an entry that posts.
  ///
  /// @param descriptor number of the descriptor: those of the vCPUs come first, then those of the
  ///   pCPUs for posted MSIs of the host
  public static long postedLow(int descriptor, int vector) {
    long low = VECTOR.set(PRESENT | POSTED, vector);
    return DESCRIPTOR_LOW.set(low, (address(descriptor) & 0xFFFF_FFFFL) >>> 6);
  }

  /// High half of an entry that posts.
  public static long postedHigh(int descriptor) {
    return DESCRIPTOR_HIGH.set(0, address(descriptor) >>> 32);
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

  /// The number of the descriptor that a posted entry names, or [#NOBODY].
  ///
  /// @param descriptors how many there are
  public static int descriptor(long low, long high, int descriptors) {
    long address = DESCRIPTOR_HIGH.get(high) * (1L << 32) | (long) DESCRIPTOR_LOW.get(low) << 6;
    int number = (int) (address >>> 32) - 1;
    return number >= 0 && number < descriptors && address(number) == address ? number : NOBODY;
  }

  private static long address(int descriptor) {
    return (descriptor + 1L) << 32 | (descriptor + 1L) << 6;
  }
}
