package org.pirouette.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.pirouette.host.check.Diagnosis;
import org.pirouette.host.tree.RootedTree;

/// A host made of a few files below a folder.
public final class TreeOnDisk {
  private final Path root;

  /// @param root an empty folder
  public TreeOnDisk(Path root) {
    this.root = root;
  }

  /// Adds a file.
  public TreeOnDisk with(String path, String content) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
      return this;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// What doctor says about it.
  public Diagnosis diagnose() {
    return diagnose(Double.NaN);
  }

  /// What doctor says about it, with so many seconds between the readings.
  public Diagnosis diagnose(double seconds) {
    try {
      return Diagnosis.of(new HostReader(new RootedTree(root), seconds, wait -> wait).read());
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
