package org.pirouette.protocol.intel;

import org.pirouette.model.intel.InterruptRemappingTableEntry;

/// The IRTE of a device's message as the host writes it, and where descriptors lie in memory.
///
/// The two halves are bit-exact (VT-d IRTE, Linux include/linux/dmar.h). Descriptors of two vCPUs
/// differ in both halves of their addresses, so that an entry torn between two updates names no
/// descriptor at all.
public final class RemappingEntry {
  /// No descriptor.
  public static final int NOBODY = -1;

  private RemappingEntry() {}

  /// Low half of an entry that posts.
  ///
  /// @param descriptor number of the descriptor: those of the vCPUs come first, then those of the
  ///   pCPUs for posted MSIs of the host
  public static long postedLow(int descriptor, int vector) {
    return InterruptRemappingTableEntry.postedLow(vector, address(descriptor));
  }

  /// High half of an entry that posts.
  public static long postedHigh(int descriptor) {
    return InterruptRemappingTableEntry.postedHigh(address(descriptor));
  }

  /// Low half of an entry that sends a vector to a pCPU; its high half is 0 here, where every
  /// device is its own requester.
  public static long remappedLow(int processor, int vector) {
    return InterruptRemappingTableEntry.remappedLow(vector, processor);
  }

  /// Whether the entry is present.
  public static boolean present(long low) {
    return InterruptRemappingTableEntry.isPresent(low);
  }

  /// Whether the entry posts (IM = 1).
  public static boolean posted(long low) {
    return InterruptRemappingTableEntry.isPosted(low);
  }

  /// Virtual or physical vector.
  public static int vector(long low) {
    return InterruptRemappingTableEntry.vector(low);
  }

  /// Destination pCPU of a remapped entry.
  public static int destination(long low) {
    return InterruptRemappingTableEntry.destination(low, true);
  }

  /// The number of the descriptor that a posted entry names, or [#NOBODY].
  ///
  /// @param descriptors how many there are
  public static int descriptor(long low, long high, int descriptors) {
    long address = InterruptRemappingTableEntry.descriptorAddress(low, high);
    int number = (int) (address >>> 32) - 1;
    return number >= 0 && number < descriptors && address(number) == address ? number : NOBODY;
  }

  private static long address(int descriptor) {
    return (descriptor + 1L) << 32 | (descriptor + 1L) << 6;
  }
}
