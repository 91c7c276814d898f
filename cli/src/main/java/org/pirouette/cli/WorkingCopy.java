package org.pirouette.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pirouette.host.linux.ProcessImage;
import org.pirouette.report.text.Notice;

/// The working copy that this program was built from, where it runs in one: whoever edits a source
/// expects the next start to be of what was edited.
///
/// The launcher looks at one marker, the file `pirouette.built`, whatever the number of sources.
/// The sources are looked at here, while the JVM loads the command's classes. If one is newer than
/// the marker, the marker goes and the launcher takes the place of this process, with its
/// arguments: it then builds. No output has been made until then.
public final class WorkingCopy {
  /// Names the folder; the launcher sets it in a working copy only, and not right after it built.
  private static final String PROPERTY = "pirouette.checkout";

  private static final String MARKER = "cli/target/pirouette.built";

  /// Its time counts for the speed of others, not for what runs here.
  private static final String NOT_BUILT = "bench";

  private final Path home;

  WorkingCopy(Path home) {
    this.home = home;
  }

  /// The one that this process runs in.
  public static Optional<WorkingCopy> ofThisProcess() {
    return Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of).map(WorkingCopy::new);
  }

  /// Starts to look.
  ///
  /// @return ends the look, and this process if there is something to build
  static Runnable look() {
    return ofThisProcess().map(WorkingCopy::looking).orElse(() -> {});
  }

  private Runnable looking() {
    List<Path> found = new ArrayList<>();
    Thread thread =
        Thread.ofPlatform().daemon().start(() -> edited().ifPresent(path -> found.add(path)));
    return () -> {
      try {
        thread.join();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return;
      }
      found.forEach(this::buildAnew);
    };
  }

  /// A source, or a folder of sources that something was added to or taken from, that is newer than
  /// the build; nothing where the build has no time or the sources cannot be read.
  public Optional<Path> edited() {
    try {
      FileTime built = Files.getLastModifiedTime(home.resolve(MARKER));
      Newer newer = new Newer(built);
      newer.look(home.resolve("pom.xml"));
      try (DirectoryStream<Path> rooms = Files.newDirectoryStream(home)) {
        for (Path room : rooms) {
          if (!room.endsWith(NOT_BUILT)) {
            newer.look(room.resolve("pom.xml"));
            newer.look(room.resolve("src/main"));
          }
        }
      }
      return newer.found;
    } catch (IOException unknown) {
      return Optional.empty();
    }
  }

  private void buildAnew(Path source) {
    try {
      Files.deleteIfExists(home.resolve(MARKER));
      String launcher = home.resolve("pirouette").toString();
      List<byte[]> words = new ArrayList<>();
      words.add(launcher.getBytes(StandardCharsets.UTF_8));
      words.addAll(arguments());
      ProcessImage.replace(launcher, words);
    } catch (IOException failure) {
      // told below: what cannot be built is run as it is
    }
    Notice.say(
        home.relativize(source)
            + " was changed after the last build, and it cannot be built here; this is the older"
            + " build.");
  }

  /// As they were given, byte for byte.
  private static List<byte[]> arguments() throws IOException {
    byte[] line = Files.readAllBytes(Path.of("/proc/self/cmdline"));
    List<byte[]> words = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < line.length; i++) {
      if (line[i] == 0) {
        words.add(Arrays.copyOfRange(line, start, i));
        start = i + 1;
      }
    }
    byte[] main = Main.class.getName().getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < words.size(); i++) {
      if (Arrays.equals(words.get(i), main)) {
        return words.subList(i + 1, words.size());
      }
    }
    throw new IOException("not started as " + Main.class.getName());
  }

  /// Looks for the first path that is newer than a time.
  private static final class Newer extends SimpleFileVisitor<Path> {
    private final FileTime built;
    private Optional<Path> found = Optional.empty();

    Newer(FileTime built) {
      this.built = built;
    }

    void look(Path path) throws IOException {
      if (found.isEmpty()) {
        Files.walkFileTree(path, this);
      }
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return visitFile(folder, attributes);
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
      if (attributes.lastModifiedTime().compareTo(built) > 0) {
        found = Optional.of(path);
        return FileVisitResult.TERMINATE;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException failure) {
      return FileVisitResult.CONTINUE;
    }
  }
}
