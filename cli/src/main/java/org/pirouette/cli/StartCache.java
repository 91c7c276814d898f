package org.pirouette.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The ahead-of-time cache that this process was started with.
///
/// The JVM checks its checksum and goes on without it where it is damaged, cut, or of other
/// libraries. It says so to nobody; this removes such a cache, and the next start makes a new one.
public final class StartCache {
  /// Names the cache; the launcher sets it where nothing but the cache decides whether it is used.
  private static final String PROPERTY = "pirouette.cache";

  private StartCache() {}

  /// Removes the cache if the JVM refused it.
  public static void removeIfRefused() {
    String cache = System.getProperty(PROPERTY);
    if (cache != null && !System.getProperty("java.vm.info", "sharing").contains("sharing")) {
      try {
        Files.deleteIfExists(Path.of(cache));
      } catch (IOException anothers) {
        return;
      }
    }
  }
}
