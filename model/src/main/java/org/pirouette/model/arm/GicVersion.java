package org.pirouette.model.arm;

/// The versions whose ITS command formats differ.
public enum GicVersion {
  /// GICv4.0: vLPIs with a doorbell per event.
  V4_0,
  /// GICv4.1: default doorbell per vPE, virtual SGIs.
  V4_1
}
