package org.pirouette.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A pseudo-terminal: a program sees a terminal of 24 lines and 80 columns at its end, the test
/// reads and types at the other.
final class TerminalPair implements AutoCloseable {
  private static final int READ_WRITE_NO_CONTROL = 0x2 | 0x100;
  private static final long SET_WINDOW = 0x5414;
  private static final Linker LINKER = Linker.nativeLinker();

  private final Arena arena = Arena.ofShared();
  private final int master;
  private final Path terminal;
  private final StringBuffer screen = new StringBuffer();

  TerminalPair() throws IOException {
    ValueLayout.OfInt number = ValueLayout.JAVA_INT;
    master =
        (int) call("posix_openpt", FunctionDescriptor.of(number, number), READ_WRITE_NO_CONTROL);
    FunctionDescriptor ofDescriptor = FunctionDescriptor.of(number, number);
    if (master < 0
        || (int) call("grantpt", ofDescriptor, master) != 0
        || (int) call("unlockpt", ofDescriptor, master) != 0) {
      throw new IOException("no pseudo-terminal to be had");
    }
    MemorySegment name =
        (MemorySegment) call("ptsname", FunctionDescriptor.of(ValueLayout.ADDRESS, number), master);
    terminal = Path.of(name.reinterpret(256).getString(0));
    MemorySegment window = arena.allocate(8, 2);
    window.set(ValueLayout.JAVA_SHORT, 0, (short) 24);
    window.set(ValueLayout.JAVA_SHORT, 2, (short) 80);
    int unused =
        (int)
            call(
                "ioctl",
                FunctionDescriptor.of(number, number, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                master,
                SET_WINDOW,
                window);
    Thread.ofPlatform().daemon().start(this::listen);
  }

  private static Object call(String name, FunctionDescriptor type, Object... arguments)
      throws IOException {
    MethodHandle function = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type);
    try {
      return function.invokeWithArguments(arguments);
    } catch (Throwable failure) {
      throw new IOException(name + " failed", failure);
    }
  }

  private static final FunctionDescriptor TRANSFER =
      FunctionDescriptor.of(
          ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);

  private void listen() {
    MemorySegment piece = arena.allocate(4096);
    try {
      long count;
      while ((count = (long) call("read", TRANSFER, master, piece, 4096L)) > 0) {
        byte[] bytes = piece.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
        screen.append(new String(bytes, StandardCharsets.ISO_8859_1));
      }
    } catch (IOException closed) {
      screen.append("[closed]");
    }
  }

  /// The program's end.
  Path terminal() {
    return terminal;
  }

  void type(String keys) throws IOException {
    MemorySegment bytes = arena.allocateFrom(keys, StandardCharsets.ISO_8859_1);
    long unused = (long) call("write", TRANSFER, master, bytes, (long) keys.length());
  }

  /// Waits until something stands in what was written from a place on.
  ///
  /// @return the place behind it
  int await(String text, int from) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < end) {
      int at = screen.indexOf(text, from);
      if (at >= 0) {
        return at + text.length();
      }
      Thread.sleep(20);
    }
    throw new AssertionError(
        "expected '%s' on the terminal, found: %s"
            .formatted(text, screen.substring(from).replace("\u001b", "\\e")));
  }

  @Override
  public void close() throws IOException {
    int unused =
        (int)
            call(
                "close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT), master);
  }
}
