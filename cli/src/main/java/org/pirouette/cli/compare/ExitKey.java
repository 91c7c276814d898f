package org.pirouette.cli.compare;

import java.util.Comparator;
import java.util.Locale;
import org.pirouette.cli.recording.ExitKinds;
import org.pirouette.protocol.x86.ExitReason;

/// Exits of one reason that one thing caused: the row in which recorded and simulated ones meet.
///
/// @param detail physical vector, MSR or APIC register; 0 where exits of the reason are not told
///   apart
record ExitKey(ExitReason reason, int detail) implements Comparable<ExitKey> {
  private static final Comparator<ExitKey> ORDER =
      Comparator.comparing(ExitKey::reason).thenComparingInt(ExitKey::detail);

  static ExitKey of(ExitReason reason, int detail) {
    return new ExitKey(reason, ExitKinds.row(reason, detail));
  }

  boolean ofDelivery() {
    return ExitKinds.ofDelivery(reason, detail);
  }

  String label() {
    if (detail == 0) {
      return reason + (reason == ExitReason.MSR_WRITE ? " other" : "");
    }
    if (reason == ExitReason.EXTERNAL_INTERRUPT && detail == ExitKinds.DEVICE) {
      return reason + " (device)";
    }
    return "%s %Xh%s".formatted(reason, detail, meaning());
  }

  private String meaning() {
    String words = ExitKinds.words(reason, detail);
    return words.isEmpty() ? "" : String.format(Locale.ROOT, " (%s)", words);
  }

  @Override
  public int compareTo(ExitKey other) {
    return ORDER.compare(this, other);
  }
}
