package org.pirouette.trace.event;

/// The virtualization architecture that an exit reason belongs to.
public enum Architecture {
  /// Intel VT-x.
  VMX,
  /// AMD-V.
  SVM,
  /// Arm, 64 bit.
  ARM64,
  /// Not told by the recording.
  UNKNOWN
}
