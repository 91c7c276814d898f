package org.pirouette.model.intel;

import java.util.Arrays;

/// One operation of a recorded sequence and the state after it.
///
/// @param vectors what "post" posts
/// @param value operand of the other operations; 1 for true
/// @param pending whether a virtual interrupt is recognized; stale after an exit
record OracleStep(String operation, int[] vectors, long value, boolean pending, State state) {

  /// What is compared after each step.
  ///
  /// @param exitReason 0 if there was no exit
  /// @param fault exception vector, 0 if there was none
  record State(
      int rvi,
      int svi,
      int vppr,
      int[] virr,
      int[] visr,
      int exitReason,
      long qualification,
      int fault) {
    @Override
    public boolean equals(Object other) {
      return other instanceof State state && toString().equals(state.toString());
    }

    @Override
    public int hashCode() {
      return toString().hashCode();
    }

    @Override
    public String toString() {
      return "RVI %d SVI %d VPPR %d VIRR %s VISR %s exit %d qualification %d fault %d"
          .formatted(
              rvi,
              svi,
              vppr,
              Arrays.toString(virr),
              Arrays.toString(visr),
              exitReason,
              qualification,
              fault);
    }
  }

  int exitReason() {
    return state.exitReason();
  }

  @Override
  public String toString() {
    return operation + " " + (vectors.length > 0 ? Arrays.toString(vectors) : value);
  }
}
