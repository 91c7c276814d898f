package org.pirouette.host.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.pirouette.host.perf.EventAttributes;

/// Records for what was there before the recording began: the names of threads, and where the
/// programs of virtual machines are mapped. They carry the time 0.
final class KnownThreads {
  private static final int MAPPING = 1;
  private static final int COMMAND = 3;
  private static final int USER = 2;
  private static final int KERNEL = 1;
  private static final String KERNEL_NAME = "[kernel.kallsyms]_stext";
  private static final int MOST = 200_000;
  private static final int LONGEST_PATH = 4000;

  private final RecordFile file;
  private final long id;

  /// @param id of the event that tells of threads
  KnownThreads(RecordFile file, long id) {
    this.file = file;
    this.id = id;
  }

  /// Writes the names of all threads of the host.
  void commands() throws IOException {
    int count = 0;
    for (Path process : numbered(Path.of("/proc"))) {
      for (Path thread : numbered(process.resolve("task"))) {
        if (++count > MOST) {
          return;
        }
        try {
          command(number(process), number(thread), Kernel.text(thread.resolve("comm")).strip());
        } catch (FileSystemException ended) {
          continue;
        }
      }
    }
  }

  /// Writes where the kernel's code is, if the kernel tells; perf names its functions by that.
  void kernel() throws IOException {
    long start = 0;
    long end = 0;
    try (Stream<String> lines = Files.lines(Path.of("/proc/kallsyms"), StandardCharsets.US_ASCII)) {
      for (String line : (Iterable<String>) lines::iterator) {
        if (line.endsWith(" _stext")) {
          start = Long.parseUnsignedLong(line.substring(0, line.indexOf(' ')), 16);
        } else if (line.endsWith(" _etext")) {
          end = Long.parseUnsignedLong(line.substring(0, line.indexOf(' ')), 16);
        }
        if (start != 0 && end != 0) {
          write(MAPPING, KERNEL, -1, 0, new long[] {start, end - start, start}, KERNEL_NAME);
          return;
        }
      }
    } catch (FileSystemException closed) {
      // Addresses stay without names.
      return;
    }
  }

  /// Writes where the code of a process is mapped.
  void mappings(long process) throws IOException {
    try {
      for (String line : Kernel.text(Path.of("/proc/" + process + "/maps")).split("\n")) {
        String[] words = line.split(" +", 6);
        if (words.length == 6 && words[1].contains("x") && words[5].length() < LONGEST_PATH) {
          String[] range = words[0].split("-");
          long start = Long.parseUnsignedLong(range[0], 16);
          long end = Long.parseUnsignedLong(range[1], 16);
          long[] place = {start, end - start, Long.parseUnsignedLong(words[2], 16)};
          write(MAPPING, USER, (int) process, (int) process, place, words[5]);
        }
      }
    } catch (FileSystemException closed) {
      // The process has ended or is another user's: its code stays without a name.
      return;
    }
  }

  private void command(int process, int thread, String name) throws IOException {
    write(COMMAND, 0, process, thread, new long[0], name);
  }

  private void write(int type, int misc, int process, int thread, long[] words, String text)
      throws IOException {
    byte[] name = text.getBytes(StandardCharsets.UTF_8);
    int padded = (name.length + Long.BYTES) & -Long.BYTES;
    int size = 16 + words.length * Long.BYTES + padded + EventAttributes.TRAILER;
    ByteBuffer record = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    record.putInt(type).putShort((short) misc).putShort((short) size);
    record.putInt(process).putInt(thread);
    for (long word : words) {
      record.putLong(word);
    }
    record.put(name).position(size - EventAttributes.TRAILER);
    record.putInt(process).putInt(thread).putLong(0).putLong(0).putLong(id);
    file.append(record.flip());
  }

  private static List<Path> numbered(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(it -> it.getFileName().toString().matches("\\d{1,9}")).toList();
    } catch (FileSystemException ended) {
      return List.of();
    }
  }

  private static int number(Path folder) {
    return Integer.parseInt(folder.getFileName().toString());
  }
}
