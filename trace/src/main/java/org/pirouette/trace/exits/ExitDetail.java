package org.pirouette.trace.exits;

import org.pirouette.trace.event.ExitFamily;

/// What tells exits of one reason apart, packed into a long: the host vector, or the register, and
/// the guest vector injected before the entry.
///
/// ```
/// 63            48 47    44 43          32 31                0
/// | reason index  | type   | injected     | value            |
/// ```
final class ExitDetail {
  /// Nothing more is known.
  static final int PLAIN = 0;

  /// The value is a host vector.
  static final int VECTOR = 1;

  /// The value is the index of an MSR that was read.
  static final int MSR_READ = 2;

  /// The value is the index of an MSR that was written.
  static final int MSR_WRITE = 3;

  /// The value is the offset of an APIC register that was read.
  static final int APIC_READ = 4;

  /// The value is the offset of an APIC register that was written.
  static final int APIC_WRITE = 5;

  /// The value is a port.
  static final int PORT = 6;

  /// The value is the number of a page of memory, in 44 bits.
  static final int PAGE = 7;

  /// The value is the ordinal of a `HostHandler`.
  static final int HANDLER = 8;

  private static final long PAGES = (1L << 44) - 1;

  private ExitDetail() {}

  /// The key of an exit that was handled.
  static long key(OpenExit exit) {
    long reason = (long) exit.reason.index() << 48;
    return switch (exit.reason.family()) {
      case EXTERNAL_INTERRUPT -> {
        int vector = exit.vector >= 0 ? exit.vector : exit.handledVector;
        long injected = injected(exit);
        if (vector < 0 && exit.handler >= 0) {
          yield reason | type(HANDLER) | injected | exit.handler;
        }
        yield vector < 0 ? reason | injected : reason | type(VECTOR) | injected | vector & 0xff;
      }
      case HALT -> reason | injected(exit);
      case MSR ->
          exit.msr < 0
              ? reason
              : reason | type(exit.msrWritten ? MSR_WRITE : MSR_READ) | exit.msr & 0xffffffffL;
      case APIC, MEMORY ->
          exit.apicRegister < 0
              ? place(reason, exit)
              : reason
                  | type(exit.apicWritten ? APIC_WRITE : APIC_READ)
                  | exit.apicRegister & 0xffff;
      default -> place(reason, exit);
    };
  }

  private static long injected(OpenExit exit) {
    return (long) (exit.injectedVector + 1 & 0xfff) << 32;
  }

  private static long place(long reason, OpenExit exit) {
    if (exit.place < 0) {
      return reason;
    }
    return exit.placeIsPort
        ? reason | type(PORT) | exit.place & 0xffff
        : reason | type(PAGE) | exit.place & PAGES;
  }

  private static long type(int type) {
    return (long) type << 44;
  }

  static int reason(long key) {
    return (int) (key >>> 48);
  }

  static int type(long key) {
    return (int) (key >>> 44) & 0xf;
  }

  /// The guest vector injected before the entry, -1 for none.
  static int injected(long key) {
    if (type(key) == PAGE) {
      return -1;
    }
    return ((int) (key >>> 32) & 0xfff) - 1;
  }

  static long value(long key) {
    return type(key) == PAGE ? key & PAGES : key & 0xffffffffL;
  }

  static boolean isInterrupt(ExitFamily family) {
    return family == ExitFamily.EXTERNAL_INTERRUPT;
  }
}
