package org.pirouette.host.tree;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Remembers what is read through it: what could not be read is told to the user, and what was read
/// is exactly what a collection of this host holds.
public final class RecordingTree implements HostTree {
  private final HostTree below;
  private final Map<String, Content> contents = new LinkedHashMap<>();
  private final Map<String, String> links = new LinkedHashMap<>();

  /// @param below the tree to read
  public RecordingTree(HostTree below) {
    this.below = below;
  }

  @Override
  public Content read(String path) {
    return remember(path, below.read(path));
  }

  @Override
  public Content readLater(String path) {
    return remember(path + LATER, below.readLater(path));
  }

  private Content remember(String path, Content content) {
    if (!(content instanceof Content.Absent)) {
      contents.put(path, content);
    }
    return content;
  }

  @Override
  public List<String> list(String directory) {
    return below.list(directory);
  }

  @Override
  public Optional<String> link(String path) {
    Optional<String> target = below.link(path);
    target.ifPresent(text -> links.put(path, text));
    return target;
  }

  @Override
  public boolean live() {
    return below.live();
  }

  @Override
  public String name() {
    return below.name();
  }

  /// What was read, by path, in the order of reading.
  public Map<String, Content> contents() {
    return contents;
  }

  /// The links that were read, by path.
  public Map<String, String> links() {
    return links;
  }

  /// What could not be read, or not to its end.
  public List<Content.Unreadable> incomplete() {
    List<Content.Unreadable> incomplete = new ArrayList<>();
    for (Content content : contents.values()) {
      switch (content) {
        case Content.Unreadable unreadable -> incomplete.add(unreadable);
        case Content.Text text when text.truncated() ->
            incomplete.add(
                new Content.Unreadable(text.path(), "longer than the limit: read in part"));
        case Content.Text _, Content.Absent _ -> {}
      }
    }
    return incomplete;
  }
}
