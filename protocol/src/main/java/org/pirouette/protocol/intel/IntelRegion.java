package org.pirouette.protocol.intel;

import org.pirouette.protocol.step.Region;

/// Parts of programs that only Intel's have.
public enum IntelRegion implements Region {
  /// In the drain: everything was moved, and only its report is left.
  DRAIN_REPORT
}
