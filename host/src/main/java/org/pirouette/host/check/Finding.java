package org.pirouette.host.check;

import java.util.List;
import java.util.Optional;
import org.pirouette.host.tree.Evidence;

/// The answer to one question of the chain.
///
/// @param question what was asked, and why it matters
/// @param state the answer
/// @param barrier what kind of change it would take; only meaningful where the state is NOT_OK
/// @param statement the answer in a sentence
/// @param evidence where it stands
/// @param remedy how to change it, or how to find out
public record Finding(
    Question question,
    State state,
    Barrier barrier,
    String statement,
    List<Evidence> evidence,
    Optional<Remedy> remedy) {

  /// The answers. Whether something was seen, and understood, is part of the answer: nothing that
  /// was not seen, or not understood, is ever taken for clear.
  public enum State {
    /// Seen, and it holds.
    OK,
    /// Seen, and it does not hold.
    NOT_OK,
    /// Something was seen and not understood: it may hold or not. No verdict "on" rests on it.
    NOT_UNDERSTOOD,
    /// Nothing that tells was seen.
    UNKNOWN,
    /// The question has no meaning here.
    DOES_NOT_APPLY;

    /// Whether the question is open.
    public boolean open() {
      return this == UNKNOWN || this == NOT_UNDERSTOOD;
    }
  }

  /// What stands in the way.
  public enum Barrier {
    /// Nothing.
    NONE,
    /// Only other hardware (or another host) helps.
    HARDWARE,
    /// A setting of the firmware, the kernel, a module or a VMM.
    SETTING
  }

  /// How to change something, and what that risks.
  ///
  /// @param how the kernel parameter, module option, VMM flag or BIOS switch
  /// @param risk what to think of before
  public record Remedy(String how, String risk) {}

  public Finding {
    evidence = List.copyOf(evidence);
  }
}
