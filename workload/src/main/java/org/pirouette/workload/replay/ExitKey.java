package org.pirouette.workload.replay;

import java.util.Comparator;
import java.util.Locale;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.workload.recording.ExitRows;

/// Exits of one reason that one thing caused: the row in which recorded and simulated ones meet.
///
/// @param detail physical interrupt or register; 0 where exits of the reason are not told apart
public record ExitKey(ExitReason reason, int detail) implements Comparable<ExitKey> {
  private static final Comparator<ExitKey> ORDER =
      Comparator.comparing(ExitKey::reason, ExitReason.ORDER).thenComparingInt(ExitKey::detail);

  /// The row of an exit.
  ///
  /// @param detail as recorded or simulated
  public static ExitKey of(Architecture architecture, ExitReason reason, int detail) {
    return new ExitKey(reason, ExitRows.row(architecture, reason, detail));
  }

  /// Whether the delivery mode decides how many there are.
  public boolean ofDelivery() {
    return reason.ofDelivery(detail);
  }

  /// Reason, detail and what it stands for, as output names the row.
  public String label() {
    if (detail == 0) {
      return reason.name() + (reason.kind() == ExitReason.Kind.SYSTEM_REGISTER ? " other" : "");
    }
    if (reason.meaning(detail) == ExitReason.Meaning.DEVICE) {
      return reason + " (device)";
    }
    return "%s %Xh%s".formatted(reason, detail, meaning());
  }

  private String meaning() {
    String words = reason.words(detail);
    return words.isEmpty() ? "" : String.format(Locale.ROOT, " (%s)", words);
  }

  @Override
  public int compareTo(ExitKey other) {
    return ORDER.compare(this, other);
  }
}
