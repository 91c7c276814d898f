package org.pirouette.report.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A result cannot be written; the file, if there was one, is as it was.
public final class CannotWrite extends IOException {
  private static final long serialVersionUID = 1L;

  /// @param file as the user named it
  /// @param reason in words, without a full stop
  CannotWrite(Path file, String reason) {
    super("cannot write '" + file + "': " + reason + ".");
  }

  /// @param file as the user named it
  /// @param cause what the system said
  CannotWrite(Path file, IOException cause) {
    super("cannot write '" + file + "': " + reason(file, cause) + ".", cause);
  }

  private static String reason(Path file, IOException failure) {
    return switch (failure) {
      case NoSuchFileException _ -> "its folder does not exist";
      case AccessDeniedException _ -> "permission denied";
      case FileSystemException known when known.getReason() != null ->
          String.valueOf(known.getReason());
      default -> String.valueOf(failure.getMessage()).replace(file + ": ", "");
    };
  }
}
