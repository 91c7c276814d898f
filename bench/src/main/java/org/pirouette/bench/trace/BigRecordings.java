package org.pirouette.bench.trace;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// Makes large, valid recordings out of small ones: the events again and again, later each time.
///
/// Run as a program: `BigRecordings perf|ftrace SAMPLE TARGET MEGABYTES`.
public final class BigRecordings {
  private static final int FILE_HEADER = 104;
  private static final int RECORD_HEADER = 8;
  private static final int SAMPLE = 9;
  private static final long SAMPLE_TYPE_IDENTIFIER = 1 << 16;
  private static final long SAMPLE_TYPE_IP = 1;
  private static final long SAMPLE_TYPE_TID = 1 << 1;
  private static final long GAP_NANOSECONDS = 1_000_000;

  private BigRecordings() {}

  /// Makes one file.
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 4) {
      System.err.println("Usage: BigRecordings perf|ftrace SAMPLE TARGET MEGABYTES");
      System.exit(2);
    }
    Path sample = Path.of(arguments[1]);
    Path target = Path.of(arguments[2]);
    long bytes = Long.parseLong(arguments[3]) << 20;
    if (arguments[0].equals("perf")) {
      perfData(sample, target, bytes);
    } else {
      ftrace(sample, target, bytes);
    }
  }

  /// Reads a sample, unpacking gzip.
  static byte[] read(Path sample) throws IOException {
    try (InputStream in = Files.newInputStream(sample)) {
      return sample.toString().endsWith(".gz")
          ? new GZIPInputStream(in).readAllBytes()
          : in.readAllBytes();
    }
  }

  /// Repeats the data of a perf.data file (not a pipe's, not compressed).
  ///
  /// @param bytes the size wanted; the file gets at least as large
  public static void perfData(Path sample, Path target, long bytes) throws IOException {
    byte[] file = read(sample);
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int dataOffset = (int) buffer.getLong(40);
    int dataSize = (int) buffer.getLong(48);
    int time = timeOffset(buffer.getLong((int) buffer.getLong(24) + 24));
    List<Integer> times = new ArrayList<>();
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    int start = dataOffset;
    boolean started = false;
    for (int at = dataOffset; at < dataOffset + dataSize; ) {
      if (buffer.getInt(at) == SAMPLE) {
        if (!started) {
          start = at;
          started = true;
        }
        times.add(at + time);
        first = Math.min(first, buffer.getLong(at + time));
        last = Math.max(last, buffer.getLong(at + time));
      }
      at += buffer.getShort(at + 6) & 0xffff;
    }
    int repeated = dataOffset + dataSize - start;
    long copies = Math.max(1, (bytes - file.length + repeated - 1) / repeated + 1);
    long newSize = start - dataOffset + copies * repeated;
    buffer.putLong(48, newSize);
    moveFeatures(buffer, dataOffset + dataSize, newSize - dataSize);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), 1 << 20)) {
      out.write(file, 0, start);
      long step = last - first + GAP_NANOSECONDS;
      for (long copy = 0; copy < copies; copy++) {
        out.write(file, start, repeated);
        for (int at : times) {
          buffer.putLong(at, buffer.getLong(at) + step);
        }
      }
      out.write(file, dataOffset + dataSize, file.length - dataOffset - dataSize);
    }
  }

  private static int timeOffset(long sampleType) {
    return RECORD_HEADER
        + ((sampleType & SAMPLE_TYPE_IDENTIFIER) != 0 ? 8 : 0)
        + ((sampleType & SAMPLE_TYPE_IP) != 0 ? 8 : 0)
        + ((sampleType & SAMPLE_TYPE_TID) != 0 ? 8 : 0);
  }

  /// The sections at the file's end move back.
  private static void moveFeatures(ByteBuffer buffer, int table, long by) {
    int sections = 0;
    for (int at = 72; at < FILE_HEADER; at++) {
      sections += Integer.bitCount(buffer.get(at) & 0xff);
    }
    for (int section = 0; section < sections; section++) {
      int at = table + section * 16;
      buffer.putLong(at, buffer.getLong(at) + by);
    }
  }

  /// Repeats the lines of an ftrace text with seconds as time stamps.
  ///
  /// @param bytes the size wanted; the file gets at least as large
  public static void ftrace(Path sample, Path target, long bytes) throws IOException {
    List<byte[]> heads = new ArrayList<>();
    List<byte[]> tails = new ArrayList<>();
    List<Long> stamps = new ArrayList<>();
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    for (String line : new String(read(sample), StandardCharsets.UTF_8).split("\n")) {
      java.util.regex.Matcher stamp =
          java.util.regex.Pattern.compile("^(.*\\] \\S+ +)(\\d+)\\.(\\d{6})(: .*)$").matcher(line);
      if (stamp.matches()) {
        heads.add(stamp.group(1).getBytes(StandardCharsets.UTF_8));
        stamps.add(Long.parseLong(stamp.group(2)) * 1_000_000 + Long.parseLong(stamp.group(3)));
        tails.add((stamp.group(4) + "\n").getBytes(StandardCharsets.UTF_8));
      } else if (line.startsWith("#")) {
        header.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    long step = stamps.getLast() - stamps.getFirst() + 1_000;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), 1 << 20)) {
      out.write(header.toByteArray());
      long written = header.size();
      for (long copy = 0; written < bytes; copy++) {
        for (int i = 0; i < heads.size(); i++) {
          byte[] stamp = digits(stamps.get(i) + copy * step);
          out.write(heads.get(i));
          out.write(stamp);
          out.write(tails.get(i));
          written += heads.get(i).length + stamp.length + tails.get(i).length;
        }
      }
    }
  }

  private static byte[] digits(long microseconds) {
    byte[] text = new byte[14];
    long rest = microseconds;
    for (int at = text.length - 1; at >= 0; at--) {
      if (at == text.length - 7) {
        text[at] = '.';
      } else {
        text[at] = (byte) ('0' + rest % 10);
        rest /= 10;
      }
    }
    int zeros = 0;
    while (zeros < text.length - 8 && text[zeros] == '0') {
      zeros++;
    }
    return java.util.Arrays.copyOfRange(text, zeros, text.length);
  }
}
