package org.pirouette.cli;

/// Statuses of the process besides 0, which are the same for all commands; a command documents its
/// own further ones.
public final class ExitStatus {
  /// The run failed, or found what it looks for.
  public static final int FAILED = 1;

  /// Wrong usage or wrong input.
  public static final int WRONG_INPUT = 2;

  private ExitStatus() {}
}
