package org.pirouette.host.tree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Single files that the user named, each standing for a file of the host, over another tree or
/// over nothing. Each is opened once, as it may be a pipe.
public final class FileTree implements HostTree {
  private final Optional<HostTree> below;
  private final Map<String, Path> files;
  private final ReadLimits limits;
  private final Map<String, Content> contents = new LinkedHashMap<>();

  /// @param below asked for what is not among the files
  /// @param files path on the host to the file that the user named
  public FileTree(Optional<HostTree> below, Map<String, Path> files) {
    this(below, files, ReadLimits.STANDARD);
  }

  /// Files that were read before, to see what they are.
  ///
  /// @param below asked for what is not among the files
  /// @param contents path on the host to what the user's file holds
  public static FileTree of(Optional<HostTree> below, Map<String, Content> contents) {
    FileTree tree = new FileTree(below, Map.of());
    tree.contents.putAll(contents);
    return tree;
  }

  /// Reads a file that the user named.
  public static Content contents(Path file) {
    return contents(file, file.toString());
  }

  /// Reads a file that the user named.
  ///
  /// @param name what to call it
  public static Content contents(Path file, String name) {
    return contents(file, name, ReadLimits.STANDARD);
  }

  FileTree(Optional<HostTree> below, Map<String, Path> files, ReadLimits limits) {
    this.below = below;
    this.files = new LinkedHashMap<>(files);
    this.limits = limits;
  }

  @Override
  public Content read(String path) {
    Content known = contents.get(path);
    if (known != null) {
      return known;
    }
    Path file = files.get(path);
    if (file == null) {
      return below.map(tree -> tree.read(path)).orElseGet(() -> new Content.Absent(path));
    }
    Content content = contents(file, file.toString(), limits);
    contents.put(path, content);
    return content;
  }

  private static Content contents(Path file, String name, ReadLimits limits) {
    if (Files.isDirectory(file)) {
      return new Content.Unreadable(name, "is a directory");
    }
    try (InputStream stream = Files.newInputStream(file)) {
      Content.Text text = BoundedReader.read(name, stream, limits);
      return new Content.Text(text.path(), Pasted.plain(text.lines()), text.truncated());
    } catch (IOException | SecurityException failure) {
      return LiveTree.failed(name, failure);
    }
  }

  @Override
  public List<String> list(String directory) {
    return below.map(tree -> tree.list(directory)).orElse(List.of());
  }

  @Override
  public Optional<String> link(String path) {
    return below.flatMap(tree -> tree.link(path));
  }

  @Override
  public boolean live() {
    return false;
  }

  @Override
  public String name() {
    return below.map(HostTree::name).orElseGet(() -> "the files given");
  }
}
