package org.pirouette.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Failures to write what the user asked for.
final class OutputFiles {
  private OutputFiles() {}

  /// The sentence for a file that cannot be written.
  static UserError cannotWrite(Path file, IOException failure) {
    String reason =
        switch (failure) {
          case NoSuchFileException missing -> "its folder does not exist";
          case AccessDeniedException denied -> "permission denied";
          default -> String.valueOf(failure.getMessage()).replace(file + ": ", "");
        };
    return new UserError("cannot write '%s': %s.".formatted(file, reason), failure);
  }
}
