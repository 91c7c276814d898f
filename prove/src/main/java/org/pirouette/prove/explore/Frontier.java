package org.pirouette.prove.explore;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The packed states of one level of a breadth-first search, in chunks. What does not fit in its
/// memory goes to a temporary file, which disappears when the frontier is closed.
///
/// Safe for many threads.
final class Frontier implements AutoCloseable {
  /// States in a full chunk.
  static final int CHUNK = 512;

  private final long memoryLimit;
  private final List<Chunk> chunks = new ArrayList<>();
  private long states;
  private long memory;
  private @Nullable FileChannel file;
  private long fileEnd;

  private record Chunk(long @Nullable [] states, int longs, long position) {}

  /// @param memoryLimit bytes that may stay in memory
  Frontier(long memoryLimit) {
    this.memoryLimit = memoryLimit;
  }

  /// Adds packed states.
  ///
  /// @param source owned by the frontier from now on
  /// @param longs how many longs of it are used
  /// @param count how many states these are
  synchronized void add(long[] source, int longs, int count) {
    states += count;
    if (memory + 8L * longs <= memoryLimit) {
      memory += 8L * longs;
      chunks.add(new Chunk(source, longs, -1));
      return;
    }
    ByteBuffer bytes = ByteBuffer.allocate(8 * longs);
    bytes.asLongBuffer().put(source, 0, longs);
    try {
      if (file == null) {
        Path path = Files.createTempFile("pirouette-prove-", ".frontier");
        file = FileChannel.open(path, READ, WRITE);
        Files.delete(path); // it lives as long as it is open, however this process ends
      }
      long position = fileEnd;
      while (bytes.hasRemaining()) {
        fileEnd += file.write(bytes, fileEnd);
      }
      chunks.add(new Chunk(null, longs, position));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the states of a level to a temporary file", e);
    }
  }

  /// Number of chunks.
  int chunks() {
    return chunks.size();
  }

  /// Number of states.
  long states() {
    return states;
  }

  /// Bytes in memory.
  long memory() {
    return memory;
  }

  /// The longs of one chunk; not to be changed.
  long[] chunk(int index) {
    Chunk chunk = chunks.get(index);
    if (chunk.states() != null) {
      return chunk.states();
    }
    ByteBuffer bytes = ByteBuffer.allocate(8 * chunk.longs());
    try {
      FileChannel source = file;
      while (source != null && bytes.hasRemaining()) {
        if (source.read(bytes, chunk.position() + bytes.position()) < 0) {
          throw new EOFException("the temporary file of a level is shorter than what was written");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the states of a level back", e);
    }
    long[] read = new long[chunk.longs()];
    bytes.flip().asLongBuffer().get(read);
    return read;
  }

  /// Longs used in one chunk.
  int longs(int index) {
    return chunks.get(index).longs();
  }

  @Override
  public void close() {
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot remove the temporary file of a level", e);
      }
    }
  }
}
