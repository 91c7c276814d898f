package org.pirouette.host.tree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The running host.
///
/// Only regular files are opened, as a pipe or a device could block for ever; the files of `/proc`,
/// `/sys` and `/sys/kernel/debug` are regular ones.
public final class LiveTree implements HostTree {
  private final Path root;
  private final ReadLimits limits;

  /// The host that this process runs on.
  public LiveTree() {
    this(Path.of("/"), ReadLimits.STANDARD);
  }

  LiveTree(Path root, ReadLimits limits) {
    this.root = root;
    this.limits = limits;
  }

  @Override
  public Content read(String path) {
    if (path.equals("dmesg")) {
      return LiveKernelLog.read(path, limits);
    }
    Path file = root.resolve(path);
    try {
      if (!Files.exists(file)) {
        return Files.isReadable(parent(file)) ? new Content.Absent(path) : denied(path);
      }
      if (!Files.isRegularFile(file)) {
        return new Content.Unreadable(path, "not a regular file");
      }
      try (InputStream stream = Files.newInputStream(file)) {
        return BoundedReader.read("/" + path, stream, limits.of(path));
      }
    } catch (IOException | SecurityException failure) {
      return failed(path, failure);
    }
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    while (parent != null && !Files.exists(parent) && parent.getParent() != null) {
      parent = parent.getParent();
    }
    return parent == null ? Path.of("/") : parent;
  }

  private static Content denied(String path) {
    return new Content.Unreadable(path, "permission denied");
  }

  /// What an exception of the file system means, in a few words.
  static Content failed(String path, Exception failure) {
    if (failure instanceof NoSuchFileException) {
      return new Content.Absent(path);
    }
    String message = String.valueOf(failure.getMessage());
    if (failure instanceof AccessDeniedException || message.contains("Permission denied")) {
      return denied(path);
    }
    if (message.contains("Operation not permitted")) {
      return new Content.Unreadable(path, "not permitted (kernel lockdown closes such files)");
    }
    if (message.contains("No such process")) {
      return new Content.Unreadable(path, "gone while being read");
    }
    int colon = message.lastIndexOf(": ");
    return new Content.Unreadable(
        path, BoundedReader.printable(colon >= 0 ? message.substring(colon + 2) : message));
  }

  @Override
  public List<String> list(String directory) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root.resolve(directory))) {
      for (Path entry : entries) {
        names.add(String.valueOf(entry.getFileName()));
        if (names.size() >= limits.entries()) {
          break;
        }
      }
    } catch (IOException | DirectoryIteratorException | SecurityException missing) {
      // A directory that is missing, forbidden or gone has no names to give.
    }
    names.sort(null);
    return names;
  }

  @Override
  public Optional<String> link(String path) {
    try {
      return Optional.of(
          BoundedReader.printable(Files.readSymbolicLink(root.resolve(path)).toString()));
    } catch (IOException | UnsupportedOperationException | SecurityException noLink) {
      return Optional.empty();
    }
  }

  @Override
  public boolean live() {
    return true;
  }

  @Override
  public String name() {
    return "this host";
  }
}
