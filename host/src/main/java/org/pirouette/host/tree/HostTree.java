package org.pirouette.host.tree;

import java.util.List;
import java.util.Optional;

/// The files of a host, as far as they can be had: the running host, a collected tree, single
/// files.
///
/// No method throws for what it finds there: what is missing, forbidden, too long, a loop of links
/// or gone while being read is a value. Paths are relative to the root (`proc/cpuinfo`).
public interface HostTree {
  /// Reads a text file, up to the limits of [ReadLimits].
  Content read(String path);

  /// The names in a directory, sorted; empty where it is missing or forbidden.
  List<String> list(String directory);

  /// The text of a symbolic link, not followed.
  Optional<String> link(String path);

  /// Whether this is the running host, so that a second reading later gives new values.
  boolean live();

  /// What a person calls this source: `this host`, or the folder.
  String name();

  /// The second reading of a counter file, some time after the first. A collected tree keeps it
  /// beside the first with `.later` at its end.
  default Content readLater(String path) {
    return live() ? read(path) : read(path + LATER);
  }

  /// End of the name of a second reading.
  String LATER = ".later";
}
