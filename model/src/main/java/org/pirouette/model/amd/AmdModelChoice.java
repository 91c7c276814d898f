package org.pirouette.model.amd;

/// What the model takes for granted where AMD's documents leave it open. They name IsRun,
/// Destination and GATag as never cached; of GALogIntr and GAPPIDis they say nothing, and Linux
/// since 6.17 changes GALogIntr together with IsRun without invalidating.
public enum AmdModelChoice {
  /// The IOMMU reads GALogIntr and GAPPIDis from memory for each interrupt, as it does IsRun.
  GA_LOG_INTR_FRESH,
  /// The IOMMU may keep GALogIntr and GAPPIDis until the interrupt table is invalidated.
  GA_LOG_INTR_CACHED
}
