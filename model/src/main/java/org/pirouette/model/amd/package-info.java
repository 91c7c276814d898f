/// AMD's hardware for interrupts of virtual machines, bit by bit: the processor's AVIC and x2AVIC,
/// and the IOMMU with its guest mode, GALog and GAPPI.
///
/// State is held in pages and tables as the hardware holds it; what hardware derives from them is
/// pure functions on `long` and `int`. Nothing here reads a clock, starts a thread or allocates for
/// an interrupt. No second implementation of this hardware is public; each rule has a number, and
/// `HardwareRulesTest` says which test holds it.
@NullMarked
package org.pirouette.model.amd;

import org.jspecify.annotations.NullMarked;
