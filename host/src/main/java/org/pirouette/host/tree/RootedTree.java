package org.pirouette.host.tree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// A collected tree below a folder, which may come from a stranger.
///
/// Each component of a path is looked at without following links; a link is followed by hand, as if
/// the folder were `/`, at most [#MAXIMUM_LINKS] times, and never above the folder. Pipes, sockets
/// and devices are not opened.
public final class RootedTree implements HostTree {
  private static final int MAXIMUM_LINKS = 40;

  private final Path root;
  private final ReadLimits limits;

  /// @param root an existing folder
  public RootedTree(Path root) {
    this(root, ReadLimits.STANDARD);
  }

  /// @param root an existing folder
  public RootedTree(Path root, ReadLimits limits) {
    this.root = root;
    this.limits = limits;
  }

  @Override
  public Content read(String path) {
    try {
      Path file = resolve(path);
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return new Content.Absent(path);
      }
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        return new Content.Unreadable(path, "not a regular file");
      }
      try (InputStream stream = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        return BoundedReader.read(path, stream, limits.of(path));
      }
    } catch (OutOfTree out) {
      return new Content.Unreadable(path, out.reason);
    } catch (IOException | SecurityException | InvalidPathException failure) {
      return LiveTree.failed(path, failure);
    }
  }

  /// The place of a path below the root, links followed by hand.
  private Path resolve(String path) throws IOException, OutOfTree {
    Deque<String> names = new ArrayDeque<>(List.of(path.split("/")));
    Path at = root;
    int depth = 0;
    int links = 0;
    while (!names.isEmpty()) {
      String name = names.pop();
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        if (--depth < 0) {
          throw new OutOfTree("leads out of the tree");
        }
        at = parent(at);
        continue;
      }
      Path next = at.resolve(name);
      if (!Files.isSymbolicLink(next)) {
        at = next;
        depth++;
        continue;
      }
      if (++links > MAXIMUM_LINKS) {
        throw new OutOfTree("too many symbolic links");
      }
      String target = Files.readSymbolicLink(next).toString();
      if (target.startsWith("/")) {
        at = root;
        depth = 0;
        if (!Files.exists(root.resolve(target.substring(1)), LinkOption.NOFOLLOW_LINKS)) {
          throw new OutOfTree("a link leads out of the tree");
        }
      }
      String[] parts = target.split("/");
      for (int index = parts.length - 1; index >= 0; index--) {
        names.push(parts[index]);
      }
    }
    return at;
  }

  private Path parent(Path at) {
    Path parent = at.getParent();
    return parent == null ? root : parent;
  }

  @Override
  public List<String> list(String directory) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(resolve(directory))) {
      for (Path entry : entries) {
        names.add(BoundedReader.printable(String.valueOf(entry.getFileName())));
        if (names.size() >= limits.entries()) {
          break;
        }
      }
    } catch (OutOfTree
        | IOException
        | DirectoryIteratorException
        | SecurityException
        | InvalidPathException missing) {
      // A directory that is missing, forbidden or outside has no names to give.
    }
    names.sort(null);
    return names;
  }

  @Override
  public Optional<String> link(String path) {
    try {
      int slash = path.lastIndexOf('/');
      Path folder = slash < 0 ? root : resolve(path.substring(0, slash));
      Path link = folder.resolve(path.substring(slash + 1));
      return Optional.of(BoundedReader.printable(Files.readSymbolicLink(link).toString()));
    } catch (OutOfTree
        | IOException
        | UnsupportedOperationException
        | SecurityException
        | InvalidPathException noLink) {
      return Optional.empty();
    }
  }

  @Override
  public boolean live() {
    return false;
  }

  @Override
  public String name() {
    return root.toString();
  }

  /// A path that must not be followed.
  private static final class OutOfTree extends Exception {
    private static final long serialVersionUID = 1L;
    private final String reason;

    OutOfTree(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }
  }
}
