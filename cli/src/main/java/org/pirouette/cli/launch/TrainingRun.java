package org.pirouette.cli.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import org.pirouette.cli.Main;
import org.pirouette.cli.WorkingCopy;

/// Runs usual commands one after the other, so that the ahead-of-time cache that the JVM writes at
/// the end has their classes.
public final class TrainingRun {
  private TrainingRun() {}

  /// Trains.
  ///
  /// @param arguments recordings; those that do not exist are left out
  public static void main(String[] arguments) {
    Main.run("compare", "--replications", "1", "--duration", "2ms");
    for (String recording : arguments) {
      if (Files.isReadable(Path.of(recording))) {
        Main.run("exits", recording);
      }
    }
    var unused = WorkingCopy.ofThisProcess().flatMap(WorkingCopy::edited);
  }
}
