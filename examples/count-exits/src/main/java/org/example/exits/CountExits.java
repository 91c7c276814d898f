package org.example.exits;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.pirouette.trace.event.EventKind;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.read.RecordingReader;
import org.pirouette.trace.read.RecordingSummary;

/// Counts the exits of a recording by reason. Any format that Pirouette reads will do.
public final class CountExits {
  private CountExits() {}

  /// @param arguments the recording
  public static void main(String[] arguments) throws IOException {
    Map<String, Integer> exits = new TreeMap<>();
    try {
      RecordingSummary summary =
          RecordingReader.read(
              Path.of(arguments[0]),
              event -> {
                if (event.kind == EventKind.EXIT) {
                  exits.merge(event.reason.toString(), 1, Integer::sum);
                }
              });
      System.out.printf("%,d events%n", summary.events());
      exits.forEach((reason, count) -> System.out.printf("%,9d  %s%n", count, reason));
      summary.warnings().forEach(System.out::println);
    } catch (RecordingException noRecording) {
      System.err.println(noRecording.getMessage());
      System.exit(2);
    }
  }
}
