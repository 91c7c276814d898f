package org.pirouette.host.tree;

import java.util.List;

/// What reading one file of a host gave: its lines, or the reason why there are none.
public sealed interface Content {
  /// The path as asked for, relative to the root of the host, without a leading slash.
  String path();

  /// The lines, in order; empty unless this is a [Text].
  List<String> lines();

  /// The file was read.
  ///
  /// @param path what a person finds the file by: the path on the host or the file the user named
  /// @param lines without line ends; control characters are replaced, so a line is safe to print
  /// @param truncated the file was longer than the limit; the rest was not read
  record Text(String path, List<String> lines, boolean truncated) implements Content {
    public Text {
      lines = List.copyOf(lines);
    }
  }

  /// There is no such file.
  record Absent(String path) implements Content {
    @Override
    public List<String> lines() {
      return List.of();
    }
  }

  /// The file is there (or may be) and could not be read.
  ///
  /// @param reason in a few words: `permission denied`, `leads out of the tree`, ...
  record Unreadable(String path, String reason) implements Content {
    @Override
    public List<String> lines() {
      return List.of();
    }
  }

  /// Whether the file was read.
  default boolean present() {
    return this instanceof Text;
  }

  /// The first line without blanks around it, or the empty string.
  default String value() {
    return lines().isEmpty() ? "" : lines().getFirst().strip();
  }

  /// The line with this number as evidence.
  ///
  /// @param index from 0
  default Evidence at(int index) {
    return new Evidence(path(), index + 1, lines().get(index).strip());
  }

  /// The file as a whole as evidence.
  default Evidence whole(String text) {
    return new Evidence(path(), 0, text);
  }
}
