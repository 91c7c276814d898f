package org.pirouette.report.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// Files beside the target in which a result grows. Its writer holds a lock on its part file, which
/// the system takes back when the writer dies, however it dies: a part file without a lock is left
/// over. (A process number would not tell, for containers count them anew.)
final class PartFiles {
  private static final String PREFIX = ".pirouette-" + ProcessHandle.current().pid() + "-";
  private static final String ANY = ".pirouette-*.part";

  private PartFiles() {}

  /// A new part file, locked and open for writing.
  record Part(Path path, FileChannel channel) {}

  /// Makes a part file.
  ///
  /// @throws IOException if the folder does not take one
  static Part create(Path folder) throws IOException {
    while (true) {
      String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
      Path path = folder.resolve(PREFIX + random + ".part");
      FileChannel channel;
      try {
        channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      } catch (FileAlreadyExistsException again) {
        continue;
      }
      lock(channel);
      // Another process may have taken it for left over before the lock was there.
      if (Files.exists(path)) {
        return new Part(path, channel);
      }
      channel.close();
    }
  }

  /// Removes what dead writers left in a folder. What cannot be looked at stays.
  static void removeLeftOver(Path folder) {
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, ANY)) {
      for (Path part : parts) {
        // To open and close a file that this process has locked would give up the lock.
        if (!part.getFileName().toString().startsWith(PREFIX) && Files.isRegularFile(part)) {
          removeIfUnlocked(part);
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException notReadable) {
      return;
    }
  }

  private static void removeIfUnlocked(Path part) {
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        Files.deleteIfExists(part);
      }
    } catch (IOException anothers) {
      return;
    }
  }

  /// File systems without locks exist; there, nobody can lock, and nobody removes.
  private static void lock(FileChannel channel) {
    try {
      FileLock unused = channel.lock();
    } catch (IOException noLocks) {
      return;
    }
  }
}
