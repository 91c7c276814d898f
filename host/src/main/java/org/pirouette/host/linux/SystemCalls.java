package org.pirouette.host.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The few functions of the C library that are needed here. Each returns what the function returns,
/// or the negated `errno` where that is -1.
///
/// None is called as critical: `ioctl(KVM_RUN)` and reads may block, and a critical call holds up
/// safepoints.
public final class SystemCalls {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");

  private static final MethodHandle OPEN =
      variadic("open", 2, FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle KILL =
      function("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle READ =
      function("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle PREAD =
      function("pread", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle IOCTL =
      variadic("ioctl", 2, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle MMAP =
      function(
          "mmap",
          FunctionDescriptor.of(
              ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle MUNMAP =
      function("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle KLOGCTL =
      function("klogctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SYSCALL =
      variadic(
          "syscall",
          1,
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

  private SystemCalls() {}

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, CAPTURE);
  }

  private static MethodHandle variadic(String name, int first, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        descriptor,
        CAPTURE,
        Linker.Option.firstVariadicArg(first));
  }

  /// open(2).
  public static int open(String path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result =
          (int) OPEN.invokeExact(state, (MemorySegment) arena.allocateFrom(path), flags, 0);
      return (int) checked(result, state);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /// kill(2).
  static int kill(int process, int signal) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      return (int) checked((int) KILL.invokeExact(state, process, signal), state);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /// close(2).
  public static int close(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      return (int) checked((int) CLOSE.invokeExact(state, descriptor), state);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /// read(2) into the whole segment.
  public static long read(int descriptor, MemorySegment into) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      return checked((long) READ.invokeExact(state, descriptor, into, into.byteSize()), state);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /// pread(2) into the whole segment.
  public static long pread(int descriptor, MemorySegment into, long offset) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      return checked(
          (long) PREAD.invokeExact(state, descriptor, into, into.byteSize(), offset), state);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /// ioctl(2) with a number as argument.
  public static int ioctl(int descriptor, long request, long argument) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result = (int) IOCTL.invokeExact(state, descriptor, request, argument);
      return (int) checked(result, state);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /// ioctl(2) with a structure as argument.
  public static int ioctl(int descriptor, long request, MemorySegment argument) {
    return ioctl(descriptor, request, argument.address());
  }

  /// mmap(2), readable and writable.
  ///
  /// @return the mapping, valid until [#unmap]
  /// @throws IllegalStateException if it fails; the message holds length and errno
  public static MemorySegment map(long length, int flags, int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      MemorySegment mapped =
          (MemorySegment)
              MMAP.invokeExact(
                  state,
                  MemorySegment.NULL,
                  length,
                  Constants.PROT_READ | Constants.PROT_WRITE,
                  flags,
                  descriptor,
                  0L);
      if (mapped.address() == -1) {
        throw new IllegalStateException(
            "mmap of " + length + " bytes failed with errno " + (int) ERRNO.get(state, 0L));
      }
      return mapped.reinterpret(length);
    } catch (IllegalStateException failure) {
      throw failure;
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /// munmap(2).
  public static int unmap(MemorySegment mapping) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      return (int) checked((int) MUNMAP.invokeExact(state, mapping, mapping.byteSize()), state);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /// klogctl(3), the system call syslog.
  static int klogctl(int type, MemorySegment into) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result = (int) KLOGCTL.invokeExact(state, type, into, (int) into.byteSize());
      return (int) checked(result, state);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /// syscall(2) with up to five arguments.
  static long syscall(long number, long first, long second, long third, long fourth, long fifth) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long result = (long) SYSCALL.invokeExact(state, number, first, second, third, fourth, fifth);
      return checked(result, state);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  private static long checked(long result, MemorySegment state) {
    return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
  }

  private static IllegalStateException unexpected(Throwable failure) {
    return new IllegalStateException("a call into the C library failed: " + failure, failure);
  }

  /// Constants of the Linux ABI.
  static final class Constants {
    static final int PROT_READ = 1;
    static final int PROT_WRITE = 2;

    private Constants() {}
  }
}
