package org.pirouette.host.perf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The `perf_event_attr` of an event that is recorded (perf_event_open(2); its fifth version).
///
/// ```
/// 0 type | 4 size | 8 config | 16 period | 24 what a sample holds | 32 read format | 40 flags
/// ```
///
/// @param type kind of event
/// @param config which event of that kind
/// @param flags as the structure's bit field
public record EventAttributes(int type, long config, long flags) {
  /// Bytes of the structure.
  public static final int BYTES = 112;

  /// Bytes that end each record other than a sample: process and thread, time, CPU, event.
  public static final int TRAILER = 32;

  private static final int SOFTWARE = 1;
  private static final int TRACEPOINT = 2;
  private static final int DUMMY = 9;

  private static final long ADDRESS = 1;
  private static final long THREAD = 2;
  private static final long TIME = 4;
  private static final long CPU = 0x80;
  private static final long PERIOD = 0x100;
  private static final long RAW = 0x400;
  private static final long IDENTIFIER = 0x10000;
  private static final long SAMPLE = ADDRESS | THREAD | TIME | CPU | PERIOD | RAW | IDENTIFIER;

  private static final long DISABLED = 1;
  private static final long MAPPINGS = 1 << 8;
  private static final long COMMANDS = 1 << 9;
  private static final long TASKS = 1 << 13;
  private static final long TRAILED = 1 << 18;

  /// A tracepoint, each occurrence of which is recorded.
  ///
  /// @param id from tracefs
  public static EventAttributes tracepoint(long id) {
    return new EventAttributes(TRACEPOINT, id, DISABLED | TRAILED);
  }

  /// No event: what threads start, end, are called and map into memory.
  public static EventAttributes sideband() {
    return new EventAttributes(SOFTWARE, DUMMY, DISABLED | MAPPINGS | COMMANDS | TASKS | TRAILED);
  }

  /// The structure as the kernel and perf.data have it.
  public byte[] bytes() {
    return ByteBuffer.allocate(BYTES)
        .order(ByteOrder.nativeOrder())
        .putInt(0, type)
        .putInt(4, BYTES)
        .putLong(8, config)
        .putLong(16, 1)
        .putLong(24, SAMPLE)
        .putLong(40, flags)
        .array();
  }
}
