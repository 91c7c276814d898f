package org.pirouette.trace.format;

import java.util.Map;
import java.util.TreeMap;
import org.pirouette.trace.event.RecordingException;

/// The description of events as `perf` stores it, and as trace.dat up to version 6 begins: ring
/// buffer pages, event formats, kernel symbols, command names.
///
/// ```
/// 17 08 44 "tracing" VERSION 0 | byte order | size of long | page size
/// "header_page" 0  length text | "header_event" 0  length text
/// count { length text }                        formats of ftrace's own events
/// count { SYSTEM 0 count { length text } }     formats of events
/// length text                                  kernel symbols
/// length text                                  formats of trace_printk
/// length text                                  command names (versions from 6 on)
/// ```
public final class TracingData {
  private static final int MAGIC_LENGTH = 10;

  private final FormatTable formats;
  private final Map<Integer, String> commands = new TreeMap<>();
  private String headerPage = "";
  private int pageSize = 4096;

  /// @param formats gets the formats found
  public TracingData(FormatTable formats) {
    this.formats = formats;
  }

  /// Reads the whole.
  ///
  /// @param block at the magic
  public void read(Block block) throws RecordingException {
    readStart(block);
    readHeaders(block);
    readFtraceEvents(block);
    readEvents(block);
    block.skip(block.readShortLength());
    block.skip(block.readShortLength());
    if (block.remaining() >= Long.BYTES) {
      readCommands(block.readText(block.readLength()));
    }
  }

  private void readStart(Block block) throws RecordingException {
    block.skip(MAGIC_LENGTH);
    block.readString();
    if (block.readByte() != 0) {
      throw new RecordingException(
          "Expected a little-endian recording, found a big-endian one; read it on such a host with"
              + " 'perf script' or 'trace-cmd report' and give the text to 'pirouette exits'.");
    }
    block.readByte();
    pageSize = block.readInt();
  }

  /// The parts "header_page" and "header_event".
  public void readHeaders(Block block) throws RecordingException {
    block.readString();
    headerPage = block.readText(block.readLength());
    block.readString();
    block.skip(block.readLength());
  }

  /// The formats of ftrace's own events.
  public void readFtraceEvents(Block block) throws RecordingException {
    int count = block.readCount(Long.BYTES);
    for (int i = 0; i < count; i++) {
      formats.add(block.readText(block.readLength()));
    }
  }

  /// The formats of events, by system.
  public void readEvents(Block block) throws RecordingException {
    int systems = block.readCount(5);
    for (int system = 0; system < systems; system++) {
      block.readString();
      int count = block.readCount(Long.BYTES);
      for (int i = 0; i < count; i++) {
        formats.add(block.readText(block.readLength()));
      }
    }
  }

  /// Lines of "pid command".
  public void readCommands(String text) {
    for (String line : text.split("\n", -1)) {
      int space = line.indexOf(' ');
      if (space > 0) {
        try {
          commands.put(Integer.parseInt(line.substring(0, space)), line.substring(space + 1));
        } catch (NumberFormatException ignored) {
          // not a line of this table
        }
      }
    }
  }

  /// The text of "header_page", which tells the layout of ring-buffer pages.
  public String headerPage() {
    return headerPage;
  }

  /// Size of a ring-buffer page in bytes, as the file says.
  public int pageSize() {
    return pageSize;
  }

  /// Commands by thread.
  public Map<Integer, String> commands() {
    return commands;
  }
}
