package org.pirouette.report.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a name that the user gave leads to.
sealed interface Destination {
  /// A regular file, or nothing yet: its content can be replaced by a rename.
  ///
  /// @param file without links in its last part
  record Replaceable(Path file) implements Destination {}

  /// A device, FIFO or socket, or what a process has open: only writing into it makes sense.
  record Special(Path file) implements Destination {}

  /// A stream that this process has open.
  ///
  /// @param descriptor 1 or 2
  record OwnStream(int descriptor) implements Destination {}

  int MOST_LINKS = 40;
  Pattern OPEN_FILE = Pattern.compile("/proc/(\\d+)(?:/task/\\d+)?/fd/(\\d+)");

  /// Follows links, but not those of `/proc`: what they name is open already, under a name that a
  /// rename would take away from who opened it.
  static Destination of(Path named) throws IOException {
    Path file = named.toAbsolutePath();
    for (int links = 0; links < MOST_LINKS; links++) {
      Path folder = file.getParent();
      Path name = file.getFileName();
      if (folder == null || name == null) {
        throw new CannotWrite(named, "it is a folder");
      }
      file = folder.toRealPath().resolve(name).normalize();
      Matcher open = OPEN_FILE.matcher(file.toString());
      if (open.matches()) {
        boolean own = open.group(1).equals(Long.toString(ProcessHandle.current().pid()));
        String descriptor = open.group(2);
        return own && (descriptor.equals("1") || descriptor.equals("2"))
            ? new OwnStream(Integer.parseInt(descriptor))
            : new Special(file);
      }
      if (!Files.isSymbolicLink(file)) {
        if (Files.isDirectory(file)) {
          throw new CannotWrite(named, "it is a folder");
        }
        return Files.exists(file) && !Files.isRegularFile(file)
            ? new Special(file)
            : new Replaceable(file);
      }
      file = file.resolveSibling(Files.readSymbolicLink(file));
    }
    throw new CannotWrite(named, "it is a link that leads in a circle");
  }
}
