package org.pirouette.host.check;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pirouette.host.check.Finding.Barrier;
import org.pirouette.host.check.Finding.Remedy;
import org.pirouette.host.check.Finding.State;
import org.pirouette.host.tree.Evidence;

/// One link of the chain.
///
/// @param id stable name, used in JSON: `cpu-apicv`
/// @param title what must hold, in a few words
/// @param why why it matters, in one sentence
public record Question(String id, String title, String why) {
  /// It holds.
  public Finding ok(String statement, Evidence... evidence) {
    return finding(State.OK, Barrier.NONE, statement, Arrays.asList(evidence), Optional.empty());
  }

  /// It holds.
  public Finding ok(String statement, List<Evidence> evidence) {
    return finding(State.OK, Barrier.NONE, statement, evidence, Optional.empty());
  }

  /// It does not hold, and no setting changes that.
  public Finding impossible(String statement, Remedy remedy, List<Evidence> evidence) {
    return finding(State.NOT_OK, Barrier.HARDWARE, statement, evidence, Optional.of(remedy));
  }

  /// It does not hold, and a setting changes that.
  public Finding off(String statement, Remedy remedy, List<Evidence> evidence) {
    return finding(State.NOT_OK, Barrier.SETTING, statement, evidence, Optional.of(remedy));
  }

  /// What was read does not tell.
  ///
  /// @param look what to read or give to doctor to find out
  public Finding unknown(String statement, String look) {
    return finding(
        State.UNKNOWN, Barrier.NONE, statement, List.of(), Optional.of(new Remedy(look, "none")));
  }

  /// Something was read and not understood, so it may hold or not.
  ///
  /// @param look what to read or give to doctor to find out
  /// @param evidence what was not understood
  public Finding notUnderstood(String statement, String look, List<Evidence> evidence) {
    return finding(
        State.NOT_UNDERSTOOD,
        Barrier.NONE,
        statement,
        evidence,
        Optional.of(new Remedy(look, "none")));
  }

  /// The question has no meaning here.
  public Finding doesNotApply(String statement) {
    return finding(State.DOES_NOT_APPLY, Barrier.NONE, statement, List.of(), Optional.empty());
  }

  private Finding finding(
      State state,
      Barrier barrier,
      String statement,
      List<Evidence> evidence,
      Optional<Remedy> remedy) {
    return new Finding(this, state, barrier, statement, evidence, remedy);
  }
}
