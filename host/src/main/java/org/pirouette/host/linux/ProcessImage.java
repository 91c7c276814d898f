package org.pirouette.host.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What runs in this process: another program may take its place, with its number, its open files
/// and its terminal.
public final class ProcessImage {
  private ProcessImage() {}

  /// execv(3). Returns only where that failed.
  ///
  /// @param program its path
  /// @param arguments from argument 0 on, as bytes, for not every name of a file is text
  public static void replace(String program, List<byte[]> arguments) {
    Linker linker = Linker.nativeLinker();
    MethodHandle execute =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("execv"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment vector = arena.allocate(ADDRESS, arguments.size() + 1L);
      for (int i = 0; i < arguments.size(); i++) {
        byte[] argument = arguments.get(i);
        MemorySegment text = arena.allocate(argument.length + 1L);
        MemorySegment.copy(argument, 0, text, ValueLayout.JAVA_BYTE, 0, argument.length);
        vector.setAtIndex(ADDRESS, i, text);
      }
      MemorySegment path = arena.allocateFrom(program, StandardCharsets.UTF_8);
      int unused = (int) execute.invokeExact(path, vector);
    } catch (Throwable failure) {
      throw new IllegalStateException("a call of execv failed: " + failure, failure);
    }
  }
}
