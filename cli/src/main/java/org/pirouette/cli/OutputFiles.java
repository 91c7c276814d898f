package org.pirouette.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pirouette.report.file.CannotWrite;
import org.pirouette.report.file.ResultFile;
import org.pirouette.report.text.Notice;

/// The files that one run of a command writes. None of them is one of its inputs, whatever names
/// they have, and each is written as [ResultFile] says.
final class OutputFiles {
  private static final Path STANDARD_INPUT = Path.of("/dev/stdin");

  private final List<Path> inputs;
  private final List<Path> outputs = new ArrayList<>();

  private OutputFiles(List<Path> inputs) {
    this.inputs = inputs;
  }

  /// @param inputs files and folders that the command reads; `-` is standard input
  static OutputFiles besides(Collection<Path> inputs) {
    return new OutputFiles(
        inputs.stream().map(it -> it.toString().equals("-") ? STANDARD_INPUT : it).toList());
  }

  /// Announces files that are going to be written, so that what cannot be is told before the work.
  ///
  /// @param files as the user named them; null where nothing was asked for
  /// @throws UserError if one is an input, or two are the same
  OutputFiles to(@Nullable Path... files) throws UserError {
    for (Path file : files) {
      if (file != null) {
        check(file);
        outputs.add(file);
      }
    }
    return this;
  }

  private void check(Path file) throws UserError {
    for (Path input : inputs) {
      if (isSame(input, file) || isWithin(input, file)) {
        throw new UserError(
            "Expected another file to write to, found '%s', which is read as '%s'; name a new file."
                .formatted(file, input));
      }
    }
    for (Path other : outputs) {
      if (isSame(other, file) || other.toAbsolutePath().equals(file.toAbsolutePath())) {
        throw new UserError(
            "Expected two files to write to, found '%s' twice; name another for one of them."
                .formatted(file));
      }
    }
  }

  /// By device and inode: through links of both kinds.
  private static boolean isSame(Path one, Path other) {
    try {
      return Files.isRegularFile(one) && Files.isRegularFile(other) && Files.isSameFile(one, other);
    } catch (IOException gone) {
      return false;
    }
  }

  private static boolean isWithin(Path folder, Path file) {
    try {
      return Files.isDirectory(folder)
          && Files.exists(file)
          && file.toRealPath().startsWith(folder.toRealPath());
    } catch (IOException gone) {
      return false;
    }
  }

  /// What writes a file.
  interface Content<X extends Exception> {
    void writeTo(OutputStream out) throws IOException, X;
  }

  /// Writes an announced file and says so.
  ///
  /// @throws UserError if the file cannot be written
  /// @throws X what the content fails with
  <X extends Exception> void write(Path file, Content<X> content) throws UserError, IOException, X {
    if (!outputs.contains(file)) {
      throw new IllegalStateException(file + " was not announced");
    }
    try (ResultFile result = ResultFile.open(file)) {
      content.writeTo(result.stream());
      result.commit();
    } catch (CannotWrite failure) {
      throw new UserError(String.valueOf(failure.getMessage()), failure);
    } catch (RuntimeException failure) {
      if (failure.getCause() instanceof CannotWrite cause) {
        throw new UserError(String.valueOf(cause.getMessage()), failure);
      }
      throw failure;
    }
    Notice.say("wrote " + file);
  }
}
