package org.pirouette.model.amd;

/// What the IOMMU does for an interrupt through a guest-mode entry, besides setting the vector's
/// bit in IRR, which it always does first.
///
/// There is no deduplication: an interrupt whose bit was set already rings or logs again.
public enum GuestModeDelivery {
  /// Ring the doorbell of the destination.
  DOORBELL,
  /// Append to the GALog.
  LOG,
  /// Send a physical interrupt with the vector in GATag 7:0 to the destination (GAPPI).
  PHYSICAL_INTERRUPT,
  /// Nothing more.
  NOTHING;

  /// Decides by the low quadword of the entry.
  ///
  /// @param low as the IOMMU sees it, see [#seen]
  /// @param gappi whether GAPPIEn is 1
  public static GuestModeDelivery of(long low, boolean gappi) {
    if ((low & IommuIrte.IS_RUN) != 0) {
      return DOORBELL;
    }
    if (gappi) {
      return (low & IommuIrte.GAPPI_DIS) == 0 ? PHYSICAL_INTERRUPT : NOTHING;
    }
    return (low & IommuIrte.GA_LOG_INTR) != 0 ? LOG : NOTHING;
  }

  /// The low quadword that the IOMMU acts on when it holds a copy of the entry: IsRun, destination
  /// and GATag come from memory always; GALogIntr and GAPPIDis by the choice; the rest from the
  /// copy until the device's interrupt table is invalidated.
  ///
  /// @param cached the copy
  /// @param memory the entry as it is now
  public static long seen(long cached, long memory, AmdModelChoice logging) {
    long fresh =
        switch (logging) {
          case GA_LOG_INTR_FRESH ->
              IommuIrte.NEVER_CACHED_LOW | IommuIrte.GA_LOG_INTR | IommuIrte.GAPPI_DIS;
          case GA_LOG_INTR_CACHED -> IommuIrte.NEVER_CACHED_LOW;
        };
    return (cached & IommuIrte.GUEST_MODE) == 0 ? cached : cached & ~fresh | memory & fresh;
  }
}
