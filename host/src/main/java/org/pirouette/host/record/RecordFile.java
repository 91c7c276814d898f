package org.pirouette.host.record;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.pirouette.host.perf.EventAttributes;

/// A perf.data file that is whole after each [#flush()].
///
/// ```
/// "PERFILE2" 104 | size of an entry | entries, data: offset, size | - | bits of features
/// | ids | entries: attributes, ids' offset, size | contents of features
/// | data: records ... round | table of features: offset, size
/// ```
///
/// The format wants the table right behind the data, so growing data has to run over it. Each round
/// of records therefore ends with an empty record "finished round". The next round is written
/// *behind* the table, with a table of its own; then that record is made longer, so that it covers
/// the old table, and the size of the data is set. Whatever ends the program or fills the disk
/// before these two small writes leaves the round before, complete.
public final class RecordFile implements Closeable {
  private static final int HEADER = 104;
  private static final int ENTRY = EventAttributes.BYTES + 16;
  private static final int SECTION = 16;
  private static final int DATA_SIZE = 48;
  private static final int FEATURES = 72;
  private static final int FINISHED_ROUND = 68;
  private static final int ROUND = 8;

  /// As with perf: a recording tells much about a host.
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final FileChannel channel;
  private final ByteBuffer table;
  private final long dataStart;
  private long dataEnd;
  private long written;

  private RecordFile(FileChannel channel, ByteBuffer table, long dataStart) {
    this.channel = channel;
    this.table = table;
    this.dataStart = dataStart;
    this.dataEnd = dataStart;
    this.written = dataStart;
  }

  /// An event and the numbers by which its samples name it, one for each CPU.
  ///
  /// @param ids not empty
  public record Described(EventAttributes attributes, List<Long> ids) {}

  /// Starts a file, which is readable at once. An older one of this name, which may be the only
  /// recording of a fault, is called `NAME.old` from then on, as `perf record` does.
  ///
  /// @param features contents by number, as perf.data defines them
  /// @throws IOException if it cannot be written
  public static RecordFile create(
      Path path, List<Described> events, SortedMap<Integer, byte[]> features) throws IOException {
    int ids = events.stream().mapToInt(event -> event.ids().size()).sum() * Long.BYTES;
    int size = HEADER + ids + events.size() * ENTRY;
    int contents = features.values().stream().mapToInt(it -> it.length).sum();
    long dataStart = (size + contents + 7L) & -8L;
    ByteBuffer start = buffer((int) dataStart);
    start.put("PERFILE2".getBytes(StandardCharsets.US_ASCII));
    start.putLong(HEADER).putLong(ENTRY);
    start.putLong(HEADER + (long) ids).putLong((long) events.size() * ENTRY);
    start.putLong(dataStart).putLong(0).putLong(0).putLong(0);
    for (int feature : features.keySet()) {
      int at = FEATURES + feature / 8;
      start.put(at, (byte) (start.get(at) | 1 << feature % 8));
    }
    start.position(HEADER);
    events.forEach(event -> event.ids().forEach(start::putLong));
    long firstId = HEADER;
    for (Described event : events) {
      long length = (long) event.ids().size() * Long.BYTES;
      start.put(event.attributes().bytes()).putLong(firstId).putLong(length);
      firstId += length;
    }
    ByteBuffer table = buffer(features.size() * SECTION);
    for (Map.Entry<Integer, byte[]> feature : features.entrySet()) {
      table.putLong(start.position()).putLong(feature.getValue().length);
      start.put(feature.getValue());
    }
    if (Files.isRegularFile(path) && Files.size(path) > 0) {
      Path aside = path.resolveSibling(path.getFileName() + ".old");
      Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
    }
    FileChannel channel =
        FileChannel.open(
            path,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING),
            OWNER_ONLY);
    try {
      RecordFile file = new RecordFile(channel, table, dataStart);
      file.writeAt(start.clear(), 0);
      file.flush();
      return file;
    } catch (IOException failure) {
      channel.close();
      throw failure;
    }
  }

  /// Writes records, which count from the next [#flush()] on.
  public void append(ByteBuffer records) throws IOException {
    int length = records.remaining();
    writeAt(records, written);
    written += length;
  }

  /// Makes all records so far part of the file. May be called without any.
  public void flush() throws IOException {
    if (dataEnd != dataStart && written == dataEnd + table.capacity()) {
      return;
    }
    ByteBuffer end = buffer(ROUND + table.capacity());
    end.putLong(round(ROUND)).put(table.duplicate().clear()).flip();
    writeAt(end, written);
    if (dataEnd != dataStart) {
      writeAt(word(round(ROUND + table.capacity())), dataEnd - ROUND);
    }
    dataEnd = written + ROUND;
    writeAt(word(dataEnd - dataStart), DATA_SIZE);
    written = dataEnd + table.capacity();
  }

  /// Bytes of the file, with what is not flushed yet.
  public long size() {
    return written;
  }

  /// Cuts off what is not flushed.
  @Override
  public void close() throws IOException {
    try (channel) {
      channel.truncate(dataEnd + table.capacity());
    }
  }

  private static long round(int size) {
    return (long) size << 48 | FINISHED_ROUND;
  }

  private static ByteBuffer word(long value) {
    return buffer(Long.BYTES).putLong(0, value);
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
  }

  private void writeAt(ByteBuffer bytes, long position) throws IOException {
    for (long at = position; bytes.hasRemaining(); ) {
      at += channel.write(bytes, at);
    }
  }
}
