package org.pirouette.cli.help;

/// The exit statuses that mean the same in every command, as help lists them.
public final class ExitStatuses {
  /// The title over the list.
  public static final String HEADING = "%nExit status:%n";

  /// Done.
  public static final String DONE = "0:done";

  /// The run failed.
  public static final String FAILED = "1:the run failed, or its output could not be written";

  /// Wrong usage.
  public static final String WRONG = "2:wrong usage or input";

  /// Ctrl-C.
  public static final String STOPPED = "130:stopped by Ctrl-C";

  /// The pipe's reader is gone.
  public static final String READER_GONE = "141:the reader of standard output went away";

  private ExitStatuses() {}
}
