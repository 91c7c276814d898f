package org.pirouette.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One operation of a recording of virtual interrupts, with the state after it: a flat JSON object,
/// apart from the exit.
record RecordedOperation(String text) {
  private static final Pattern OPERATION = Pattern.compile("\\{\"op\"(?:[^{}]|\\{[^{}]*})*}");

  /// The operations of a sequence, which is one line.
  static List<RecordedOperation> of(String line) {
    List<RecordedOperation> operations = new ArrayList<>();
    Matcher matcher = OPERATION.matcher(line);
    while (matcher.find()) {
      operations.add(new RecordedOperation(matcher.group()));
    }
    return operations;
  }

  /// The numbers of an array anywhere in a text; none if it is not there.
  static int[] array(String text, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\":\\[([0-9,]*)]").matcher(text);
    return matcher.find() && !matcher.group(1).isEmpty()
        ? Stream.of(matcher.group(1).split(",")).mapToInt(Integer::parseInt).toArray()
        : new int[0];
  }

  String name() {
    return value("op").replace("\"", "");
  }

  int[] vectors(String name) {
    return array(text, name);
  }

  boolean isTrue(String name) {
    return value(name).equals("true");
  }

  /// A number; 0 if it is not there.
  int number(String name) {
    String value = value(name);
    return value.isEmpty() ? 0 : Integer.parseInt(value);
  }

  private String value(String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\":([^,}\\[{]+)").matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }
}
