package org.pirouette.model.intel;

/// The fields of an interrupt-remapping table entry in one of its two formats. Decoding and
/// encoding lose no bit: reserved ones are carried along in their places.
public sealed interface IrteFormat {
  /// The 128 bits.
  InterruptRemappingTableEntry encode();

  /// Remapped format, IM = 0.
  ///
  /// @param deliveryMode DLM, 0 to 7
  /// @param available AVAIL, 0 to 15
  /// @param vector V, 0 to 255
  /// @param destination all 32 bits of DST; an xAPIC ID is in bits 15:8
  /// @param reservedLow reserved bits of 63:0 in place, 0 in a valid entry
  /// @param reservedHigh reserved bits of 127:64 in place, 0 in a valid entry
  record Remapped(
      boolean present,
      boolean faultProcessingDisable,
      boolean logical,
      boolean redirectionHint,
      boolean levelTriggered,
      int deliveryMode,
      int available,
      int vector,
      int destination,
      SourceValidation source,
      long reservedLow,
      long reservedHigh)
      implements IrteFormat {

    /// A present entry for a fixed, edge-triggered interrupt to one processor in x2APIC mode.
    public static Remapped fixed(int vector, int x2apicId, SourceValidation source) {
      return new Remapped(true, false, false, false, false, 0, 0, vector, x2apicId, source, 0, 0);
    }

    static Remapped decode(InterruptRemappingTableEntry entry) {
      long low = entry.low();
      return new Remapped(
          InterruptRemappingTableEntry.isPresent(low),
          InterruptRemappingTableEntry.disablesFaultProcessing(low),
          (low & 1 << 2) != 0,
          (low & 1 << 3) != 0,
          (low & 1 << 4) != 0,
          InterruptRemappingTableEntry.deliveryMode(low),
          InterruptRemappingTableEntry.available(low),
          InterruptRemappingTableEntry.vector(low),
          InterruptRemappingTableEntry.destination(low, true),
          entry.source(),
          low & InterruptRemappingTableEntry.REMAPPED_RESERVED_LOW,
          entry.high() & InterruptRemappingTableEntry.REMAPPED_RESERVED_HIGH);
    }

    @Override
    public InterruptRemappingTableEntry encode() {
      long low =
          common(present, faultProcessingDisable, available, vector)
              | (logical ? 1 << 2 : 0)
              | (redirectionHint ? 1 << 3 : 0)
              | (levelTriggered ? 1 << 4 : 0)
              | (deliveryMode & 7L) << 5
              | (long) destination << 32
              | reservedLow;
      return new InterruptRemappingTableEntry(low, sourceBits(source) | reservedHigh);
    }
  }

  /// Posted format, IM = 1.
  ///
  /// @param available AVAIL, 0 to 15
  /// @param urgent URG
  /// @param virtualVector VV, 0 to 255
  /// @param descriptorAddress PDA, a multiple of 64
  /// @param reservedLow reserved bits of 63:0 in place, 0 in a valid entry
  /// @param reservedHigh reserved bits of 127:64 in place, 0 in a valid entry
  record Posted(
      boolean present,
      boolean faultProcessingDisable,
      int available,
      boolean urgent,
      int virtualVector,
      long descriptorAddress,
      SourceValidation source,
      long reservedLow,
      long reservedHigh)
      implements IrteFormat {

    /// @throws IllegalArgumentException if the descriptor's address is not a multiple of 64
    public Posted {
      if (descriptorAddress % PostedInterruptDescriptorLayout.BYTES != 0) {
        throw new IllegalArgumentException(
            "descriptor address %#x is not a multiple of 64".formatted(descriptorAddress));
      }
    }

    /// A present entry that posts to a descriptor.
    public static Posted to(
        long descriptorAddress, int virtualVector, boolean urgent, SourceValidation source) {
      return new Posted(true, false, 0, urgent, virtualVector, descriptorAddress, source, 0, 0);
    }

    static Posted decode(InterruptRemappingTableEntry entry) {
      long low = entry.low();
      return new Posted(
          InterruptRemappingTableEntry.isPresent(low),
          InterruptRemappingTableEntry.disablesFaultProcessing(low),
          InterruptRemappingTableEntry.available(low),
          InterruptRemappingTableEntry.isUrgent(low),
          InterruptRemappingTableEntry.vector(low),
          InterruptRemappingTableEntry.descriptorAddress(low, entry.high()),
          entry.source(),
          low & InterruptRemappingTableEntry.POSTED_RESERVED_LOW,
          entry.high() & InterruptRemappingTableEntry.POSTED_RESERVED_HIGH);
    }

    @Override
    public InterruptRemappingTableEntry encode() {
      long low =
          common(present, faultProcessingDisable, available, virtualVector)
              | (urgent ? InterruptRemappingTableEntry.URG : 0)
              | InterruptRemappingTableEntry.IM
              | (descriptorAddress & 0xFFFF_FFC0L) << 32
              | reservedLow;
      long high = sourceBits(source) | descriptorAddress & 0xFFFF_FFFF_0000_0000L | reservedHigh;
      return new InterruptRemappingTableEntry(low, high);
    }
  }

  private static long common(boolean present, boolean faultDisable, int available, int vector) {
    return (present ? InterruptRemappingTableEntry.P : 0)
        | (faultDisable ? InterruptRemappingTableEntry.FPD : 0)
        | (available & 0xFL) << 8
        | (vector & 0xFFL) << 16;
  }

  private static long sourceBits(SourceValidation source) {
    return source.sourceId() & 0xFFFFL
        | (source.qualifier() & 3L) << 16
        | (source.type() & 3L) << 18;
  }
}
