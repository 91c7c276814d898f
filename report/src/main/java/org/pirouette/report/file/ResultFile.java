package org.pirouette.report.file;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A file that a command makes.
///
/// ```java
/// try (ResultFile result = ResultFile.open(file)) {
///   result.stream().write(...);
///   result.commit();
/// }
/// ```
///
/// A regular file gets its content in one moment, at [#commit]: until then, and after any failure
/// (a full disk, a killed process), the old one stands. The content grows in a file beside it,
/// `.pirouette-*.part`; what a killed process leaves of these is removed by the next writer in that
/// folder. Permissions stay those of the old file; links are followed; other names (hard links) of
/// the old file keep the old content. Devices, FIFOs and names of open files such as `/dev/stdout`
/// are written in place.
public final class ResultFile implements AutoCloseable {
  private final Path named;
  private final OutputStream stream;
  private final AutoCloseable end;
  private final @Nullable Replacement replacement;

  private ResultFile(
      Path named, OutputStream target, AutoCloseable end, @Nullable Replacement replacement) {
    this.named = named;
    this.end = end;
    this.replacement = replacement;
    this.stream = new Checked(named, new BufferedOutputStream(target, 1 << 16));
  }

  /// Begins to write.
  ///
  /// @throws CannotWrite if the name leads to nothing that can be written
  public static ResultFile open(Path named) throws CannotWrite {
    try {
      return switch (Destination.of(named)) {
        case Destination.Replaceable(Path file) -> {
          Replacement replacement = Replacement.begin(named, file);
          OutputStream out = Channels.newOutputStream(replacement.channel());
          yield new ResultFile(named, out, replacement, replacement);
        }
        case Destination.Special(Path file) -> {
          FileOutputStream out = new FileOutputStream(file.toFile(), true);
          yield new ResultFile(named, out, out, null);
        }
        case Destination.OwnStream(int descriptor) -> {
          FileDescriptor open = descriptor == 1 ? FileDescriptor.out : FileDescriptor.err;
          yield new ResultFile(named, new FileOutputStream(open), () -> {}, null);
        }
      };
    } catch (CannotWrite failure) {
      throw failure;
    } catch (IOException failure) {
      throw new CannotWrite(named, failure);
    }
  }

  /// Where the content goes. Its failures are [CannotWrite]; closing it only flushes.
  public OutputStream stream() {
    return stream;
  }

  /// Makes the content the file's.
  ///
  /// @throws CannotWrite if it did not reach the disk; the old content stands
  public void commit() throws CannotWrite {
    try {
      stream.flush();
      if (replacement != null) {
        replacement.commit();
      }
    } catch (CannotWrite failure) {
      throw failure;
    } catch (IOException failure) {
      throw new CannotWrite(named, failure);
    }
  }

  /// Ends the writing; what was not committed is gone.
  @Override
  @SuppressWarnings("CatchingUnchecked") // what fails here was committed, or is thrown away
  public void close() {
    try {
      end.close();
    } catch (Exception nothingMoreToDo) {
      return;
    }
  }

  /// Tells failures of the target from failures of where the content comes from.
  private static final class Checked extends OutputStream {
    private final Path named;
    private final OutputStream out;

    Checked(Path named, OutputStream out) {
      this.named = named;
      this.out = out;
    }

    @Override
    public void write(int value) throws CannotWrite {
      try {
        out.write(value);
      } catch (IOException failure) {
        throw new CannotWrite(named, failure);
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws CannotWrite {
      try {
        out.write(bytes, offset, length);
      } catch (IOException failure) {
        throw new CannotWrite(named, failure);
      }
    }

    @Override
    public void flush() throws CannotWrite {
      try {
        out.flush();
      } catch (IOException failure) {
        throw new CannotWrite(named, failure);
      }
    }

    @Override
    public void close() throws CannotWrite {
      flush();
    }
  }
}
