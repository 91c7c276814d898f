package org.pirouette.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.pirouette.report.text.Notice;
import org.pirouette.report.text.OutputFailure;
import tools.jackson.core.exc.JacksonIOException;

/// The last handler: whatever ended a command becomes one sentence and a status.
final class Failures {
  /// What the shell reports for a program that SIGPIPE ended.
  static final int READER_GONE = 141;

  private Failures() {}

  /// Tells the user.
  ///
  /// @param trace whether to show where it came from
  /// @return the exit status
  static int tell(Throwable failure, boolean trace) {
    Throwable reason = reason(failure);
    if (reason instanceof OutputFailure output && output.readerGone()) {
      return READER_GONE;
    }
    if (!(reason instanceof OutputFailure)) {
      flush();
    }
    Notice.say(sentence(reason));
    if (trace) {
      Notice.trace(failure);
    }
    return reason instanceof UserError ? ExitStatus.WRONG_INPUT : ExitStatus.FAILED;
  }

  /// What was printed so far goes first; if it cannot, the first failure is the one to tell.
  private static void flush() {
    try {
      System.out.flush();
    } catch (OutputFailure second) {
      return;
    }
  }

  /// Without the wrappers that carry a failure from thread to thread or through an interface.
  private static Throwable reason(Throwable failure) {
    Throwable reason = failure;
    while (reason.getCause() != null
        && (reason instanceof ExecutionException
            || reason instanceof CompletionException
            || reason instanceof UncheckedIOException
            || reason instanceof JacksonIOException)) {
      reason = reason.getCause();
    }
    return reason;
  }

  private static String sentence(Throwable reason) {
    return switch (reason) {
      case UserError told -> withStop(String.valueOf(told.getMessage()));
      case OutputFailure told -> withStop(String.valueOf(told.getMessage()));
      case NoSuchFileException missing -> "there is no '" + missing.getFile() + "'.";
      case AccessDeniedException denied ->
          "no permission to read '" + denied.getFile() + "'; run as a user who may.";
      case FileSystemException failed ->
          "cannot read '%s': %s."
              .formatted(
                  failed.getFile(), java.util.Objects.toString(failed.getReason(), "failed"));
      case IOException failed when failed.getMessage() != null ->
          withStop("reading failed: " + failed.getMessage());
      case OutOfMemoryError _ ->
          String.format(
              Locale.ROOT,
              "the %,d MiB of memory that Java may use are not enough for this input; allow more"
                  + " with PIROUETTE_JAVA_OPTIONS=-Xmx8g, or give less of it.",
              Runtime.getRuntime().maxMemory() >> 20);
      default -> bug(reason);
    };
  }

  /// The place is what a maintainer needs first; the rest is asked for.
  private static String bug(Throwable reason) {
    StringBuilder sentence = new StringBuilder("this is a bug in Pirouette: ");
    sentence.append(reason.getClass().getSimpleName());
    String message = reason.getMessage();
    if (message != null && !message.isBlank()) {
      sentence.append(" (").append(message.strip()).append(')');
    }
    for (StackTraceElement element : reason.getStackTrace()) {
      if (element.getClassName().startsWith("org.pirouette.")) {
        sentence.append(" at ").append(element.getFileName()).append(':');
        sentence.append(element.getLineNumber());
        break;
      }
    }
    return sentence
        + "; please report it with this line, the command, its input if you may give it away, and"
        + " what --debug adds.";
  }

  private static String withStop(String message) {
    return message.endsWith(".") ? message : message + ".";
  }
}
