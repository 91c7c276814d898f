package org.pirouette.report.text;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/// Standard output whose every write is checked.
public final class StandardOutput {
  private static final int FILE_TYPE = 0xF000;
  private static final int FIFO = 0x1000;
  private static final int SOCKET = 0xC000;

  private StandardOutput() {}

  /// This process's standard output; what cannot be written ends in an [OutputFailure]. It is
  /// flushed by whoever wants it to be seen, and at each line on a terminal.
  public static PrintStream checked() {
    return checked(
        new FileOutputStream(FileDescriptor.out),
        Terminal.isTerminal(1),
        StandardOutput::isReadByAnother);
  }

  /// Any stream, checked in the same way.
  ///
  /// @param atEachLine whether each line is seen at once
  public static PrintStream checked(OutputStream out, boolean atEachLine) {
    return checked(out, atEachLine, () -> false);
  }

  /// What another program reads, a pager: that it ends before it has seen all is no fault.
  public static PrintStream read(OutputStream out) {
    return checked(out, false, () -> true);
  }

  /// Any stream, checked in the same way.
  ///
  /// @param atEachLine whether each line is seen at once
  /// @param isReadByAnother whether what takes no more is a pipe or socket
  public static PrintStream checked(
      OutputStream out, boolean atEachLine, BooleanSupplier isReadByAnother) {
    OutputStream buffered = new BufferedOutputStream(new Checked(out, isReadByAnother), 1 << 13);
    return new PrintStream(buffered, atEachLine, StandardCharsets.UTF_8);
  }

  /// A pipe or socket refuses only when nobody reads it any more. (The message of the system would
  /// tell, but is in the user's language.)
  private static boolean isReadByAnother() {
    try {
      int mode = (int) Files.getAttribute(Path.of("/dev/fd/1"), "unix:mode");
      return (mode & FILE_TYPE) == FIFO || (mode & FILE_TYPE) == SOCKET;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
      return false;
    }
  }

  /// Tells the first failure. What is written after it is dropped, for the command is ending.
  private static final class Checked extends OutputStream {
    private final OutputStream out;
    private final BooleanSupplier isReadByAnother;
    private boolean failed;

    Checked(OutputStream out, BooleanSupplier isReadByAnother) {
      this.out = out;
      this.isReadByAnother = isReadByAnother;
    }

    @Override
    public void write(int value) {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      if (failed) {
        return;
      }
      try {
        out.write(bytes, offset, length);
      } catch (IOException failure) {
        failed = true;
        throw new OutputFailure(failure, isReadByAnother.getAsBoolean());
      }
    }
  }
}
