package org.pirouette.simulate.runs;

/// The exit that is being handled on a pCPU, as far as the bookkeeping of a run depends on it.
///
/// @param exitOn vCPU whose exit the pCPU handles, or -1
/// @param virtualProcessor vCPU that the run concerns, or -1
/// @param key its exit under way, as the bookkeeping numbers exits, or -1
/// @param flat whether that exit has a price as a whole
public record ExitState(int exitOn, int virtualProcessor, long key, boolean flat) {
  /// Of a run that concerns none.
  public static final ExitState NONE = new ExitState(-1, -1, -1, false);
}
