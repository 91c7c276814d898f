package org.pirouette.host.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// The terminal on standard input, with single keys instead of lines and without echo, until
/// closed.
public final class RawTerminal implements AutoCloseable {
  private static final long GET = 0x5401;
  private static final long SET = 0x5402;
  private static final long WINDOW = 0x5413;
  private static final int TERMIOS_BYTES = 60;
  private static final int LOCAL_FLAGS = 12;
  private static final int CONTROL_CHARACTERS = 17;
  private static final int TIME = 5;
  private static final int MINIMUM = 6;
  private static final int SUSPEND = 10;
  private static final int CANONICAL_AND_ECHO = 2 | 8;
  private static final int OWN_GROUP = 0;
  private static final int SIGTSTP = 20;

  /// The key that asks to be stopped (Ctrl-Z): the terminal hands it over like any other, so that
  /// the screen can be put in order before [#stop].
  public static final int STOP_KEY = 26;

  private final byte[] before;

  private RawTerminal(byte[] before) {
    this.before = before;
  }

  /// Switches the terminal over.
  ///
  /// @return empty where standard input is no terminal
  public static Optional<RawTerminal> open() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment settings = arena.allocate(TERMIOS_BYTES, 8);
      if (SystemCalls.ioctl(0, GET, settings) < 0) {
        return Optional.empty();
      }
      byte[] before = settings.toArray(ValueLayout.JAVA_BYTE);
      int flags = settings.get(ValueLayout.JAVA_INT, LOCAL_FLAGS);
      settings.set(ValueLayout.JAVA_INT, LOCAL_FLAGS, flags & ~CANONICAL_AND_ECHO);
      settings.set(ValueLayout.JAVA_BYTE, CONTROL_CHARACTERS + TIME, (byte) 0);
      settings.set(ValueLayout.JAVA_BYTE, CONTROL_CHARACTERS + MINIMUM, (byte) 0);
      settings.set(ValueLayout.JAVA_BYTE, CONTROL_CHARACTERS + SUSPEND, (byte) 0);
      return SystemCalls.ioctl(0, SET, settings) < 0
          ? Optional.empty()
          : Optional.of(new RawTerminal(before));
    }
  }

  /// Stops this process and what runs with it in the shell's job, as Ctrl-Z does. Returns when the
  /// shell lets it go on.
  public static void stop() throws InterruptedException {
    SystemCalls.kill(OWN_GROUP, SIGTSTP);
    // Another thread may take the signal: this one is to be stopped before it goes on.
    Thread.sleep(200);
  }

  /// The next key that waits, or -1.
  public int key() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = arena.allocate(1);
      return SystemCalls.read(0, key) == 1 ? key.get(ValueLayout.JAVA_BYTE, 0) & 0xFF : -1;
    }
  }

  /// Rows and columns of the window, or nothing.
  public static Optional<int[]> size() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment window = arena.allocate(8, 2);
      if (SystemCalls.ioctl(1, WINDOW, window) < 0) {
        return Optional.empty();
      }
      int rows = Short.toUnsignedInt(window.get(ValueLayout.JAVA_SHORT, 0));
      int columns = Short.toUnsignedInt(window.get(ValueLayout.JAVA_SHORT, 2));
      return rows > 0 && columns > 0 ? Optional.of(new int[] {rows, columns}) : Optional.empty();
    }
  }

  @Override
  public void close() {
    try (Arena arena = Arena.ofConfined()) {
      SystemCalls.ioctl(0, SET, arena.allocateFrom(ValueLayout.JAVA_BYTE, before));
    }
  }
}
