package org.pirouette.protocol.amd;

import org.pirouette.model.amd.IommuIrte;
import org.pirouette.protocol.x86.HostVector;

/// By what the hardware knows a vCPU: the address of its backing page, and its GATag.
public final class AvicNames {
  private static final int VM_TAG = 0x1000;

  private AvicNames() {}

  /// Address of the backing page of vCPU v.
  public static long backingPage(int v) {
    return v + 1L << 12;
  }

  /// The vCPU whose backing page is at an address.
  public static int vcpuAt(long backingPage) {
    return (int) (backingPage >>> 12) - 1;
  }

  /// GATag of vCPU v: the VM above, the index in the low 12 bits.
  public static int gaTag(int v) {
    return VM_TAG | v;
  }

  /// The vCPU that a GATag names.
  public static int vcpuOf(int gaTag) {
    return gaTag & VM_TAG - 1;
  }

  /// Low quadword of a guest-mode entry for a vCPU that neither runs nor blocks.
  static long guestLow(AmdFeatures features, int v) {
    boolean gappi = features.iommu().gappi();
    return IommuIrte.guestLow(
        gappi ? IommuIrte.GAPPI_DIS : 0, 0, gappi ? HostVector.WAKEUP : gaTag(v));
  }
}
