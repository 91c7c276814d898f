package org.pirouette.report.explain;

import java.util.List;
import org.pirouette.protocol.kvm.DeliveryMode;

/// One interrupt from the device to the guest, or as far as it comes.
///
/// @param mode how interrupts are delivered
/// @param situation what the vCPU does when it comes
/// @param outcome one sentence: what became of it
/// @param message what the device sends, decoded
/// @param before the state before the first step
/// @param moments the steps
/// @param exits VM exits on the way
/// @param delivered whether the guest's handler ran
public record Story(
    DeliveryMode mode,
    Situation situation,
    String outcome,
    List<String> message,
    Snapshot before,
    List<Moment> moments,
    int exits,
    boolean delivered) {
  /// Copies the lists.
  public Story {
    message = List.copyOf(message);
    moments = List.copyOf(moments);
  }

  /// Cost of all steps.
  public long cycles() {
    return moments.isEmpty() ? 0 : moments.getLast().total();
  }

  /// The state before the n-th moment, counted from 0.
  public Snapshot stateBefore(int n) {
    return n == 0 ? before : moments.get(n - 1).after();
  }
}
