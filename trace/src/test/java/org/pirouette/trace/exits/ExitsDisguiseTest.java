package org.pirouette.trace.exits;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pirouette.trace.Samples;
import org.pirouette.trace.event.RecordingException;

/// What mail, forums and logs do to a text does not change the counts that are read in it; where it
/// does, the report says that something could not be read.
class ExitsDisguiseTest {
  private static final List<String> TEXTS =
      List.of("svm-ftrace-real-hlt.txt.gz", "ftrace-variant-fields.txt.gz");

  @TempDir private Path folder;

  private static Map<String, UnaryOperator<String>> disguises() {
    Map<String, UnaryOperator<String>> all = new LinkedHashMap<>();
    all.put("quoted", text -> text.replaceAll("(?m)^(?=.)", "> "));
    all.put("quoted twice", text -> text.replaceAll("(?m)^(?=.)", ">> "));
    all.put("BBCode", text -> "[code]" + text.replaceAll("(?m)^(.+)$", "[b]$1[/b]") + "[/code]\n");
    all.put("fenced", text -> "```\n" + text + "```\n");
    all.put("page", text -> "<pre>" + text.replace("&", "&amp;").replace("<", "&lt;") + "</pre>\n");
    all.put("CRLF", text -> text.replace("\n", "\r\n"));
    all.put("tabs", text -> text.replace("\t", "        "));
    all.put("indented", text -> text.replaceAll("(?m)^(?=.)", "    "));
    all.put("syslog", text -> text.replaceAll("(?m)^(?=.)", "Nov  9 03:24:52 web7 mon[41]: "));
    all.put("journal", text -> text.replaceAll("(?m)^(?=.)", "9. Nov 03:24:52 web7 mon: "));
    all.put("wrapped", ExitsDisguiseTest::wrapped);
    all.put("cut ends", ExitsDisguiseTest::cut);
    return all;
  }

  private static String wrapped(String text) {
    StringBuilder wrapped = new StringBuilder();
    for (String line : text.split("\n")) {
      String rest = line;
      while (rest.length() > 72 && rest.lastIndexOf(' ', 72) > 40) {
        int blank = rest.lastIndexOf(' ', 72);
        wrapped.append(rest, 0, blank).append('\n');
        rest = rest.substring(blank + 1);
      }
      wrapped.append(rest).append('\n');
    }
    return wrapped.toString();
  }

  /// Without the first line, and with half of the last one.
  private static String cut(String text) {
    int first = text.indexOf('\n') + 1;
    int last = text.stripTrailing().lastIndexOf('\n') + 1;
    return last <= first
        ? text
        : text.substring(first, last + (text.stripTrailing().length() - last) / 2);
  }

  /// All counts of a text, or that it was refused; "!" if the report says that something is
  /// missing.
  private record Facts(Map<String, Long> counts, boolean warned) {}

  private Facts facts(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("disguised.txt"), text);
    ExitReport report;
    try {
      report = ExitReports.of(file, ExitOptions.ALL, bytes -> {});
    } catch (RecordingException refused) {
      return new Facts(Map.of(), true);
    }
    Map<String, Long> counts = new TreeMap<>();
    List<ExitReport> parts = report.isApart() ? report.parts() : List.of(report);
    for (int part = 0; part < parts.size(); part++) {
      int number = part;
      parts
          .get(part)
          .total()
          .reasons()
          .forEach(row -> counts.put(number + " " + row.reason(), row.exits()));
    }
    boolean warned =
        report.recording().unreadable() > 0
            || parts.stream().anyMatch(p -> !p.recording().warnings().isEmpty())
            || !report.recording().warnings().isEmpty();
    return new Facts(counts, warned);
  }

  private Map<String, String> samples() throws Exception {
    Map<String, String> samples = new LinkedHashMap<>();
    FieldTableTest.files()
        .filter(name -> !name.equals("e_hot_vcpu.txt"))
        .forEach(
            name -> {
              try {
                samples.put(name, Files.readString(Samples.field(folder, name)));
              } catch (java.io.IOException failure) {
                throw new java.io.UncheckedIOException(failure);
              }
            });
    for (String name : TEXTS) {
      samples.put(name, new String(Samples.bytes(name), UTF_8));
    }
    return samples;
  }

  @Test
  void theCountsStayOrAWarningSaysThatTheyDoNot() throws Exception {
    List<String> lost = new ArrayList<>();
    StringBuilder table =
        new StringBuilder("facts kept (= all, w fewer with a warning, - lost):\n");
    int cases = 0;
    Map<String, UnaryOperator<String>> disguises = disguises();
    for (Map.Entry<String, String> sample : samples().entrySet()) {
      Facts plain = facts(sample.getValue());
      table.append("%-34s".formatted(sample.getKey()));
      for (Map.Entry<String, UnaryOperator<String>> disguise : disguises.entrySet()) {
        Facts found = facts(disguise.getValue().apply(sample.getValue()));
        boolean same = found.counts().equals(plain.counts());
        boolean cut = disguise.getKey().equals("cut ends");
        String mark = same ? "=" : found.warned() ? "w" : cut && isPartOf(found, plain) ? "c" : "-";
        table.append(' ').append(mark);
        cases++;
        if (mark.equals("-") || mark.equals("w") && !cut && !disguise.getKey().equals("wrapped")) {
          lost.add(sample.getKey() + ", " + disguise.getKey() + ": " + found);
        }
      }
      table.append('\n');
    }
    System.out.println(table + String.join(", ", disguises.keySet()) + "; " + cases + " cases");
    assertThat(lost).isEmpty();
    assertThat(cases).isGreaterThan(150);
  }

  /// What is cut off cannot be read; what is read is none too much.
  private static boolean isPartOf(Facts found, Facts plain) {
    return found.counts().entrySet().stream()
        .allMatch(
            count ->
                count.getKey().contains("(not listed)")
                    || count.getValue() <= plain.counts().getOrDefault(count.getKey(), 0L));
  }
}
