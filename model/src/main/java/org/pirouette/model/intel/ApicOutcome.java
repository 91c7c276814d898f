package org.pirouette.model.intel;

import org.pirouette.model.bits.VectorBitmap;

/// What became of a guest's access to its APIC. Exits and exceptions are values.
public sealed interface ApicOutcome {

  /// Outcomes without further data.
  enum Plain implements ApicOutcome {
    /// The instruction completed as virtualized; no exit.
    COMPLETED,
    /// APIC virtualization does not touch this access: it goes on to the real local APIC, or to
    /// plain memory, as if the controls were 0.
    NOT_VIRTUALIZED,
    /// General-protection exception, #GP(0): vector 13, nothing was changed.
    GENERAL_PROTECTION
  }

  /// A read that the virtual-APIC page answered.
  ///
  /// @param bits as many low bits as the access is wide
  record Value(long bits) implements ApicOutcome {}

  /// An inter-processor interrupt that IPI virtualization posted, without an exit.
  ///
  /// @param vector posted virtual vector
  /// @param notification control word with the NV and NDST to notify, or
  ///   [PostedInterruptDescriptor#NO_NOTIFICATION]
  record PostedIpi(int vector, long notification) implements ApicOutcome {}

  /// A VM exit.
  ///
  /// @param reason basic exit reason
  /// @param qualification exit qualification; for an external interrupt, the exit-interruption
  ///   information
  record VmExit(ExitReason reason, long qualification) implements ApicOutcome {
    private static final int EXIT_INTERRUPTION_VALID = 1 << 31;
    private static final VmExit[] VIRTUALIZED_EOI =
        preallocated(ExitReason.VIRTUALIZED_EOI, VectorBitmap.VECTORS);
    private static final VmExit[] APIC_WRITE =
        preallocated(ExitReason.APIC_WRITE, VirtualApicPage.BYTES);

    static final VmExit TPR_BELOW_THRESHOLD = new VmExit(ExitReason.TPR_BELOW_THRESHOLD, 0);

    /// Exit 45.
    ///
    /// @param vector the vector whose interrupt has ended
    public static VmExit virtualizedEoi(int vector) {
      return VIRTUALIZED_EOI[vector];
    }

    /// Exit 56.
    ///
    /// @param offset page offset of the register written, below 4096
    public static VmExit apicWrite(int offset) {
      return APIC_WRITE[offset];
    }

    /// Exit 44.
    ///
    /// @param offset page offset of the access
    public static VmExit apicAccess(int offset, ApicAccessType type) {
      return new VmExit(ExitReason.APIC_ACCESS, offset | (long) type.code() << 12);
    }

    /// Exit 1 with "acknowledge interrupt on exit" = 1.
    ///
    /// @param vector goes into the exit-interruption information with type 0 and the valid bit
    public static VmExit externalInterrupt(int vector) {
      return new VmExit(
          ExitReason.EXTERNAL_INTERRUPT, (EXIT_INTERRUPTION_VALID | vector) & 0xFFFF_FFFFL);
    }

    private static VmExit[] preallocated(ExitReason reason, int count) {
      VmExit[] exits = new VmExit[count];
      for (int qualification = 0; qualification < count; qualification++) {
        exits[qualification] = new VmExit(reason, qualification);
      }
      return exits;
    }
  }
}
