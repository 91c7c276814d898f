package org.pirouette.trace.input;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.event.RecordingNotes;

/// The bytes of a recording: a mapped file, or a stream (standard input, a pipe, a compressed
/// file).
///
/// Compression is found by content: gzip and zstd, also one in the other. What copying did to a
/// text is undone (see [TextDamage]).
public final class RecordingInput implements AutoCloseable {
  private static final int MOST_DESCRIPTION = 256 << 20;
  private static final int LOOK_AHEAD = 1 << 16;
  private static final int MOST_LAYERS = 3;
  private static final ValueLayout.OfLong WORDS =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final String name;
  private final Arena arena;
  private final @Nullable MemorySegment mapping;

  /// What unpacks to more than this many times its size is taken for no recording: an assumption.
  private static final long MOST_EXPANSION = 256;

  private static final long SMALLEST_UNPACKED = 64L << 20;

  private final @Nullable BufferedInputStream stream;
  private List<UnpackedStream> layers;
  private final long size;
  private final LongConsumer progress;
  private @Nullable RecordingInput temporary;

  private RecordingInput(
      String name,
      Arena arena,
      @Nullable MemorySegment mapping,
      @Nullable BufferedInputStream stream,
      List<UnpackedStream> layers,
      long size,
      LongConsumer progress) {
    this.name = name;
    this.arena = arena;
    this.mapping = mapping;
    this.stream = stream;
    this.layers = layers;
    this.size = size;
    this.progress = progress;
  }

  /// Opens a file, or standard input for "-".
  ///
  /// @param progress told how many more bytes of the file were read; called by any thread
  public static RecordingInput open(Path path, LongConsumer progress)
      throws IOException, RecordingException {
    String name = InputName.of(path);
    if (path.toString().equals("-")) {
      return ofStream(name, System.in, -1, progress);
    }
    if (Files.isDirectory(path)) {
      throw new RecordingException(
          "Expected a recording, found the folder " + name + "; name a file in it.");
    }
    try {
      if (!Files.isRegularFile(path)) {
        return ofStream(name, Files.newInputStream(path), -1, progress);
      }
      byte[] head;
      try (InputStream start = Files.newInputStream(path)) {
        head = start.readNBytes(LOOK_AHEAD);
      }
      if (head.length == 0
          || Compression.isPacked(head)
          || !TextDamage.of(head).isNone()
          || PastedLines.isDressed(head)) {
        return ofStream(name, Files.newInputStream(path), Files.size(path), progress);
      }
      return ofFile(name, path, progress);
    } catch (AccessDeniedException denied) {
      throw new RecordingException(
          "Expected to read "
              + name
              + ", was refused; run as root, or ask its owner for the right to read it.",
          denied);
    } catch (NoSuchFileException missing) {
      throw new RecordingException(
          "There is no file "
              + name
              + "; name a recording (perf.data, trace.dat, ftrace text ...).",
          missing);
    }
  }

  /// A piece of a text that is in memory.
  ///
  /// @param name what to call it in messages
  public static RecordingInput ofText(String name, byte[] text) throws IOException {
    return ofStream(name, new ByteArrayInputStream(text), text.length, ignored -> {});
  }

  private static RecordingInput ofFile(String name, Path path, LongConsumer progress)
      throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return ofChannel(name, channel, progress);
    }
  }

  private static RecordingInput ofChannel(String name, FileChannel channel, LongConsumer progress)
      throws IOException {
    Arena arena = Arena.ofShared();
    try {
      MemorySegment mapping = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      return new RecordingInput(
          name, arena, mapping, null, List.of(), mapping.byteSize(), progress);
    } catch (IOException | RuntimeException failure) {
      arena.close();
      throw failure;
    }
  }

  /// Reads a stream, decompressing it as long as it is compressed.
  static RecordingInput ofStream(String name, InputStream bytes, long size, LongConsumer progress)
      throws IOException {
    BufferedInputStream stream =
        new BufferedInputStream(new CountingStream(bytes, progress), LOOK_AHEAD);
    List<UnpackedStream> layers = new ArrayList<>();
    for (int layer = 0; layer < MOST_LAYERS; layer++) {
      UnpackedStream unpacked = Compression.unpack(stream, peek(stream, Compression.MAGIC));
      if (unpacked == null) {
        break;
      }
      layers.add(unpacked);
      stream = new BufferedInputStream(unpacked, LOOK_AHEAD);
    }
    TextDamage damage = TextDamage.of(peek(stream, LOOK_AHEAD));
    if (!damage.isNone()) {
      stream = new BufferedInputStream(new CopiedText(stream, damage), LOOK_AHEAD);
    }
    if (PastedLines.isDressed(peek(stream, LOOK_AHEAD))) {
      stream = new BufferedInputStream(new PastedLines(stream), LOOK_AHEAD);
    }
    return new RecordingInput(name, Arena.ofShared(), null, stream, layers, size, ignored -> {});
  }

  private static byte[] peek(BufferedInputStream stream, int length) throws IOException {
    stream.mark(length);
    byte[] head = stream.readNBytes(length);
    stream.reset();
    return head;
  }

  /// What to call the recording in messages.
  public String name() {
    return name;
  }

  /// The size of the file in bytes as it is on disk, -1 if unknown.
  public long size() {
    return size;
  }

  /// What was damaged in compressed data up to now.
  public Optional<String> damage() {
    return layers.stream().flatMap(layer -> layer.damage().stream()).findFirst();
  }

  /// Says so if compressed data was damaged; complete when all was read.
  public void tellDamage(RecordingNotes notes) {
    damage()
        .ifPresent(
            damage ->
                notes.warn(
                    "The compressed file is cut off or damaged ("
                        + damage
                        + "); what is complete was read."));
  }

  /// The first bytes, without moving on; fewer if there are fewer.
  ///
  /// @param length at most 64 KiB
  public byte[] head(int length) throws IOException {
    if (mapping != null) {
      byte[] head = new byte[(int) Math.min(length, mapping.byteSize())];
      copy(0, head, 0, head.length);
      return head;
    }
    return peek(buffered(), Math.min(length, LOOK_AHEAD));
  }

  /// Whether any part can be read at any time; else only once, in order.
  public boolean isMapped() {
    return mapping != null;
  }

  /// A piece of the file with slack behind it, up to 256 MiB: a part of its description.
  ///
  /// @param offset of the piece, in bytes
  /// @param size in bytes
  /// @param what it is, for the sentence when it is not there
  public byte[] piece(long offset, long size, String what) throws IOException, RecordingException {
    if (offset < 0
        || size < 0
        || offset > size()
        || size > size() - offset
        || size > MOST_DESCRIPTION) {
      throw new RecordingException(
          "Expected %s of %s at byte %s (%s bytes), found a file of %d bytes; it is cut off or damaged."
              .formatted(
                  what,
                  name(),
                  Long.toUnsignedString(offset),
                  Long.toUnsignedString(size),
                  size()));
    }
    byte[] bytes = new byte[(int) size + Bytes.SLACK];
    copy(offset, bytes, 0, (int) size);
    return bytes;
  }

  /// Copies bytes of a mapped file.
  ///
  /// @throws IOException if the file became shorter while it was read
  public void copy(long offset, byte[] target, int at, int length) throws IOException {
    try {
      MemorySegment.copy(mapped(), ValueLayout.JAVA_BYTE, offset, target, at, length);
    } catch (InternalError fault) {
      throw new IOException(name + " became shorter while it was read", fault);
    }
  }

  /// Copies bytes of a mapped file as little-endian words.
  ///
  /// @param count of words
  /// @throws IOException if the file became shorter while it was read
  public void copy(long offset, long[] target, int at, int count) throws IOException {
    try {
      MemorySegment.copy(mapped(), WORDS, offset, target, at, count);
    } catch (InternalError fault) {
      throw new IOException(name + " became shorter while it was read", fault);
    }
  }

  /// Says that so many bytes of a mapped file are done.
  public void done(long bytes) {
    progress.accept(bytes);
  }

  /// Reads on in a stream.
  ///
  /// @return how many bytes were read; fewer than asked for only at the end
  public int read(byte[] target, int at, int length) throws IOException {
    return stream().readNBytes(target, at, length);
  }

  /// The whole content, or its beginning.
  ///
  /// @param most how many bytes to read at most
  public byte[] readAll(int most) throws IOException {
    if (mapping == null) {
      return buffered().readNBytes(most);
    }
    byte[] all = new byte[(int) Math.min(most, mapping.byteSize())];
    copy(0, all, 0, all.length);
    return all;
  }

  /// The whole as a mapped file: itself, or a temporary copy of the stream's content.
  ///
  /// @throws RecordingException if the content takes more than half of the free space
  public RecordingInput mappedCopy() throws IOException, RecordingException {
    if (mapping != null) {
      return this;
    }
    Path copy = Files.createTempFile("pirouette", ".recording");
    Files.delete(copy);
    // The name is gone as soon as the file is open: nothing is left behind, however this ends.
    try (FileChannel channel =
        FileChannel.open(
            copy,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)) {
      copyTo(channel, Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
      RecordingInput mapped = ofChannel(name, channel, progress);
      mapped.layers = layers;
      temporary = mapped;
      return mapped;
    }
  }

  private void copyTo(FileChannel channel, Path folder) throws IOException, RecordingException {
    long free = Files.getFileStore(folder).getUsableSpace() / 2;
    long most = size < 0 ? free : Math.min(free, SMALLEST_UNPACKED + MOST_EXPANSION * size);
    byte[] piece = new byte[LOOK_AHEAD];
    long copied = 0;
    int count;
    while ((count = stream().read(piece)) > 0) {
      copied += count;
      if (copied > most) {
        throw new RecordingException(
            "Expected %s to unpack to %d MiB at most (%s), found more; unpack it yourself."
                .formatted(
                    name,
                    most >> 20,
                    most == free
                        ? "half of what is free in " + folder
                        : MOST_EXPANSION + " times its size"));
      }
      ByteBuffer buffer = ByteBuffer.wrap(piece, 0, count);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }

  private MemorySegment mapped() {
    if (mapping == null) {
      throw new IllegalStateException("not a mapped file: " + name);
    }
    return mapping;
  }

  private BufferedInputStream buffered() {
    if (stream == null) {
      throw new IllegalStateException("not a stream: " + name);
    }
    return stream;
  }

  /// The stream, where this is not a mapped file.
  public InputStream stream() {
    return buffered();
  }

  @Override
  public void close() throws IOException {
    RecordingInput copy = temporary;
    if (copy != null) {
      copy.close();
    }
    if (arena.scope().isAlive()) {
      arena.close();
    }
    if (stream != null) {
      stream.close();
    }
  }
}
