package org.pirouette.model.amd;

import org.jspecify.annotations.Nullable;

/// The memory that AVIC hardware reaches from a VMCB, and the doorbells it can ring.
///
/// Indices past [#maximumIndex] are never asked for.
public interface AvicTables {
  /// No index into the physical APIC ID table.
  int NOBODY = -1;

  /// The highest index into the physical APIC ID table.
  int maximumIndex();

  /// A [PhysicalApicIdEntry].
  long physical(int index);

  /// A [LogicalApicIdEntry].
  ///
  /// @param index 0 to 7 in flat mode, to 59 in cluster mode
  int logical(int index);

  /// The backing page of a valid entry of the physical table, or null if its address has none.
  @Nullable AvicBackingPage backingPage(int index);

  /// Rings the doorbell of a processor. One that is not in guest mode drops it.
  void ringDoorbell(int hostApicId);
}
