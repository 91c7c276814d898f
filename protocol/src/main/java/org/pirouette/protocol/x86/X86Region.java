package org.pirouette.protocol.x86;

import org.pirouette.protocol.step.Region;

/// Parts of programs that Intel and AMD share.
public enum X86Region implements Region {
  /// In the VMM's program: the device is disconnected, and its entry has still to go.
  DISCONNECTED
}
