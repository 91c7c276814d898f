package org.pirouette.bench.model;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// The peer in C, `bench/src/main/c/model.c`: each call runs a loop, so that the cost of the call
/// itself does not count.
final class NativeModel {
  /// System property with the path of the compiled library.
  static final String LIBRARY = "pirouette.bench.libmodel";

  private static final SymbolLookup SYMBOLS =
      SymbolLookup.libraryLookup(Path.of(System.getProperty(LIBRARY)), Arena.global());

  private static final MethodHandle POST_AND_DRAIN =
      function("post_and_drain", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_INT));
  private static final MethodHandle POSTS =
      function("posts", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_INT));
  private static final MethodHandle DRAINS =
      function("drains", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_INT));
  private static final MethodHandle DELIVER_AND_END =
      function("deliver_and_end", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_INT));
  private static final MethodHandle NEW_VIRTUAL_APIC =
      function("new_virtual_apic", FunctionDescriptor.of(ADDRESS));

  private NativeModel() {}

  static long postAndDrain(MemorySegment descriptor, MemorySegment into, int rounds) {
    try {
      return (long) POST_AND_DRAIN.invokeExact(descriptor, into, rounds);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static long posts(MemorySegment descriptor, int rounds) {
    try {
      return (long) POSTS.invokeExact(descriptor, rounds);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static long drains(MemorySegment descriptor, MemorySegment into, int rounds) {
    try {
      return (long) DRAINS.invokeExact(descriptor, into, rounds);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static long deliverAndEnd(MemorySegment virtualApic, MemorySegment vectors, int rounds) {
    try {
      return (long) DELIVER_AND_END.invokeExact(virtualApic, vectors, rounds);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static MemorySegment newVirtualApic() {
    try {
      return (MemorySegment) NEW_VIRTUAL_APIC.invokeExact();
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static MemorySegment copyOf(long[] words) {
    return Arena.global().allocateFrom(ValueLayout.JAVA_LONG, words);
  }

  private static MethodHandle function(String name, FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(SYMBOLS.findOrThrow(name), type);
  }
}
