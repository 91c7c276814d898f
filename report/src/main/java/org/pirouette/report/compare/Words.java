package org.pirouette.report.compare;

import java.util.Locale;
import org.pirouette.protocol.kvm.Architecture;

/// An architecture's own words where a sentence begins with them.
final class Words {
  private Words() {}

  /// What interrupts are called that reach the guest without the host.
  static String direct(Architecture architecture) {
    String words = architecture.directInterrupts();
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
