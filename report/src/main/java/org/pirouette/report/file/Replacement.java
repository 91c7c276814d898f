package org.pirouette.report.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Objects;

/// New content for a regular file, on its way.
final class Replacement implements AutoCloseable {
  private final Path target;
  private final PartFiles.Part part;
  private final Thread atExit;
  private boolean ended;

  private Replacement(Path target, PartFiles.Part part) {
    this.target = target;
    this.part = part;
    this.atExit = new Thread(this::removePart);
  }

  /// @param named for messages
  /// @param target a regular file, or nothing
  static Replacement begin(Path named, Path target) throws IOException {
    if (Files.exists(target) && !Files.isWritable(target)) {
      throw new AccessDeniedException(target.toString());
    }
    Path folder = Objects.requireNonNull(target.getParent());
    PartFiles.removeLeftOver(folder);
    PartFiles.Part part;
    try {
      part = PartFiles.create(folder);
    } catch (AccessDeniedException | java.nio.file.ReadOnlyFileSystemException failure) {
      throw new CannotWrite(
          named, "its folder takes no new file (permission denied); name one elsewhere");
    }
    Replacement replacement = new Replacement(target, part);
    replacement.removeAtExit();
    return replacement;
  }

  FileChannel channel() {
    return part.channel();
  }

  /// The order matters: the content is on the disk before the name leads to it.
  void commit() throws IOException {
    keepOwnerAndPermissions();
    part.channel().force(true);
    Files.move(
        part.path(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    end();
    flushFolder(Objects.requireNonNull(target.getParent()));
  }

  /// Takes the part file away, unless it has become the target.
  @Override
  public void close() {
    if (!ended) {
      removePart();
      end();
    }
  }

  private void end() {
    ended = true;
    try {
      part.channel().close();
    } catch (IOException written) {
      // what matters was forced to the disk before
    }
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException ending) {
      // the hook runs already
    }
  }

  private void removeAtExit() {
    try {
      Runtime.getRuntime().addShutdownHook(atExit);
    } catch (IllegalStateException ending) {
      // the next writer in this folder removes it
    }
  }

  private void removePart() {
    try {
      Files.deleteIfExists(part.path());
    } catch (IOException stays) {
      // the next writer in this folder tries again
    }
  }

  /// Who may not give files away keeps the permissions at least.
  private void keepOwnerAndPermissions() throws IOException {
    PosixFileAttributeView old = view(target);
    PosixFileAttributeView fresh = view(part.path());
    if (old == null || fresh == null || !Files.exists(target)) {
      return;
    }
    PosixFileAttributes wanted = old.readAttributes();
    PosixFileAttributes now = fresh.readAttributes();
    try {
      GroupPrincipal group = wanted.group();
      if (!now.group().equals(group)) {
        fresh.setGroup(group);
      }
      if (!now.owner().equals(wanted.owner())) {
        fresh.setOwner(wanted.owner());
      }
    } catch (IOException notAllowed) {
      // as with any program that saves by renaming
    }
    fresh.setPermissions(wanted.permissions());
  }

  private static @org.jspecify.annotations.Nullable PosixFileAttributeView view(Path file) {
    return Files.getFileAttributeView(file, PosixFileAttributeView.class);
  }

  private static void flushFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException notSupported) {
      // some file systems order renames themselves
    }
  }
}
