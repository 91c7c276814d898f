package org.pirouette.trace.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.pirouette.trace.event.RecordingException;

/// An input that is read more than once: a file as it is; of a pipe, `/dev/stdin` or a process
/// substitution, whose bytes come only once, a temporary copy.
///
/// The copy loses its name before the first byte is written and is reached through `/proc/self/fd`:
/// nothing is left behind, however the process ends. Where there is no `/proc`, it keeps its name
/// until it is closed.
public final class RereadableInput implements AutoCloseable {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final long PIECE = 1 << 20;

  // As in stat(2), and the numbers of Linux' mem devices.
  private static final int FILE_TYPE = 0xf000;
  private static final int CHARACTER_DEVICE = 0x2000;
  private static final int MEMORY_DEVICES = 1;
  private static final long NULL_DEVICE = 0x103;

  private final Path path;
  private final @Nullable FileChannel copy;

  private RereadableInput(Path path, @Nullable FileChannel copy) {
    this.path = path;
    this.copy = copy;
  }

  /// Takes a file as it is, whatever it is: for what is read once.
  public static RereadableInput asItIs(Path given) {
    return new RereadableInput(given, null);
  }

  /// Makes sure that a file can be read again. What is missing, a folder, or "-" is taken as it is.
  ///
  /// @throws RecordingException if the input takes more than half of the free space, or must not be
  ///   read
  public static RereadableInput of(Path given) throws IOException, RecordingException {
    if (given.toString().equals("-")
        || !Files.exists(given)
        || Files.isRegularFile(given)
        || Files.isDirectory(given)) {
      return asItIs(given);
    }
    refuseEndless(given);
    try (InputStream in = Files.newInputStream(given)) {
      return copyOf(given, in);
    } catch (AccessDeniedException denied) {
      throw new RecordingException(
          "Expected to read %s, was refused; ask its owner for the right to read it."
              .formatted(InputName.of(given)),
          denied);
    }
  }

  /// `/dev/zero` and its neighbours would fill the disk before anything is told.
  private static void refuseEndless(Path given) throws IOException, RecordingException {
    int mode;
    long device;
    try {
      mode = (int) Files.getAttribute(given, "unix:mode") & FILE_TYPE;
      device = (long) Files.getAttribute(given, "unix:rdev");
    } catch (UnsupportedOperationException | IllegalArgumentException otherSystem) {
      return;
    }
    if (mode == CHARACTER_DEVICE && device >> 8 == MEMORY_DEVICES && device != NULL_DEVICE) {
      throw new RecordingException(
          "Expected a file or a pipe, found %s, a device that never ends; give a recording or a scenario."
              .formatted(InputName.of(given)));
    }
  }

  private static RereadableInput copyOf(Path given, InputStream in)
      throws IOException, RecordingException {
    Path named = Files.createTempFile(InputName.ofCopy(given), ".input").toRealPath();
    long most = Files.getFileStore(named).getUsableSpace() / 2;
    FileChannel channel =
        FileChannel.open(named, StandardOpenOption.READ, StandardOpenOption.WRITE);
    RereadableInput input = new RereadableInput(unnamed(named), channel);
    try {
      fill(channel, given, in, most);
      return input;
    } catch (IOException | RecordingException | RuntimeException failure) {
      input.close();
      throw failure;
    }
  }

  /// The path of an open file without its name; the name itself where there is no other.
  private static Path unnamed(Path named) throws IOException {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return named;
    }
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path descriptor : descriptors) {
        if (Files.isSymbolicLink(descriptor) && Files.readSymbolicLink(descriptor).equals(named)) {
          Files.delete(named);
          return descriptor;
        }
      }
    }
    return named;
  }

  private static void fill(FileChannel channel, Path given, InputStream in, long most)
      throws IOException, RecordingException {
    ReadableByteChannel source = Channels.newChannel(in);
    long copied = 0;
    long count;
    while ((count = channel.transferFrom(source, copied, PIECE)) > 0) {
      copied += count;
      if (copied > most) {
        throw new RecordingException(
            "Expected at most %d MiB from %s (half of the free space for temporary files), found more; give a file."
                .formatted(most >> 20, InputName.of(given)));
      }
    }
  }

  /// A path that can be opened as often as needed until this is closed.
  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    if (copy != null) {
      copy.close();
      if (!path.startsWith(DESCRIPTORS)) {
        Files.deleteIfExists(path);
      }
    }
  }
}
