package org.pirouette.host.source;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pirouette.host.tree.Content;
import org.pirouette.host.tree.Evidence;

/// `/proc/interrupts`, or what `irqtop`, `lsirq` and `procinfo` make of it: one row per interrupt
/// with the count since boot, summed over the CPUs.
///
/// @param known whether there was a file at all
/// @param rows by label: an interrupt number, or a name such as `PIN`; the last one of a label wins
/// @param columns CPUs in the widest row
public record InterruptTable(boolean known, Map<String, Row> rows, int columns) {

  /// One interrupt.
  ///
  /// @param label number or name
  /// @param total count over all CPUs
  /// @param growth what the file itself gives as growth (`irqtop`), or -1
  /// @param chip `IR-PCI-MSIX-0000:17:00.2`, `IO-APIC`, ...; empty for named rows
  /// @param description the rest of the line: trigger and actions, or the explanation of a named
  ///   row
  /// @param evidence the line, counts left out
  public record Row(
      String label, long total, long growth, String chip, String description, Evidence evidence) {
    /// Whether this is a vector of a device that VFIO gave to a virtual machine.
    public boolean assigned() {
      return description.contains("vfio-msi") || description.contains("vfio-intx");
    }

    /// The PCI address of the device, or the empty string.
    public String device() {
      String action = Text.pciAddress(description);
      return action.isEmpty() ? Text.pciAddress(chip) : action;
    }
  }

  /// Reads the file.
  public static InterruptTable parse(Content content) {
    Map<String, Row> rows = new LinkedHashMap<>();
    int columns = 0;
    boolean deltas = false;
    boolean intervals = false;
    for (int number = 0; number < content.lines().size(); number++) {
      String line = content.lines().get(number);
      if (line.startsWith("# ")) {
        continue;
      }
      List<String> words = Text.words(line);
      if (words.size() > 2 && words.getFirst().equals("IRQ") && words.contains("DELTA")) {
        deltas = true;
        continue;
      }
      if (words.size() > 2 && words.getFirst().equals("IRQ") && words.contains("COUNT")) {
        intervals = true;
        continue;
      }
      if (words.size() > 2 && words.getFirst().equals("irq")) {
        twoColumns(words, content, number, rows);
        continue;
      }
      Row row = intervals ? inInterval(words, content, number) : null;
      if (row == null) {
        row = deltas ? withDelta(words, content, number) : counts(words, content, number);
      }
      if (row != null) {
        rows.put(row.label(), row);
        columns = Math.max(columns, columnsOf(words));
      }
    }
    return new InterruptTable(content.present(), rows, columns);
  }

  /// `[12.] 127: 5 0 ... IR-PCI-MSIX-0000:03:00.0 0-edge nvme0q0`.
  private static @Nullable Row counts(List<String> words, Content content, int number) {
    int at = labelIndex(words);
    if (at < 0) {
      return null;
    }
    String label = words.get(at).substring(0, words.get(at).length() - 1);
    long total = 0;
    int first = at + 1;
    int next = first;
    while (next < words.size() && Text.isNumber(words.get(next))) {
      total = add(total, Long.parseLong(words.get(next)));
      next++;
    }
    return next == first
        ? null
        : row(label, total, -1, words.subList(next, words.size()), content, number);
  }

  /// Index of the word with the colon: the last of the first ones, as people number their lines.
  private static int labelIndex(List<String> words) {
    int at = 0;
    while (at < words.size() && (words.get(at).equals("-") || isListNumber(words.get(at)))) {
      at++;
    }
    if (at >= words.size() || !isLabel(words.get(at))) {
      return -1;
    }
    return at + 1 < words.size() && isLabel(words.get(at + 1)) ? at + 1 : at;
  }

  private static boolean isListNumber(String word) {
    return word.endsWith(".") && Text.isNumber(word.substring(0, word.length() - 1));
  }

  private static boolean isLabel(String word) {
    return word.length() > 1 && word.length() <= 12 && word.endsWith(":");
  }

  private static int columnsOf(List<String> words) {
    int count = 0;
    for (String word : words) {
      count += Text.isNumber(word) ? 1 : 0;
    }
    return count;
  }

  /// `423 138068935 220128 IR-PCI-MSIX-0000:64:00.0 80-edge nvme4q80`.
  private static @Nullable Row withDelta(List<String> words, Content content, int number) {
    if (words.size() < 4 || !Text.isNumber(words.get(1)) || !Text.isNumber(words.get(2))) {
      return null;
    }
    return row(
        words.getFirst(),
        Long.parseLong(words.get(1)),
        Long.parseLong(words.get(2)),
        words.subList(3, words.size()),
        content,
        number);
  }

  /// `280 902 IR-PCI-MSI 113246208-edge mlx5`: counts of the last interval (irqtop of the kernel's
  /// tools).
  private static @Nullable Row inInterval(List<String> words, Content content, int number) {
    if (words.size() < 3 || words.getFirst().endsWith(":") || !Text.isNumber(words.get(1))) {
      return null;
    }
    long count = Long.parseLong(words.get(1));
    return row(words.getFirst(), count, count, words.subList(2, words.size()), content, number);
  }

  /// `irq 9: 9725 9-fasteoi acpi irq 133: 75111 4-edge eno2`.
  private static void twoColumns(
      List<String> words, Content content, int number, Map<String, Row> rows) {
    int at = 0;
    while (at < words.size()) {
      int end = at + 1;
      while (end < words.size() && !words.get(end).equals("irq")) {
        end++;
      }
      Row row = counts(words.subList(at + 1, end), content, number);
      if (row != null) {
        rows.put(row.label(), row);
      }
      at = end;
    }
  }

  private static Row row(
      String label, long total, long growth, List<String> rest, Content content, int number) {
    boolean numbered = Text.isNumber(label);
    String chip = numbered && !rest.isEmpty() && !isTrigger(rest.getFirst()) ? rest.getFirst() : "";
    List<String> described = chip.isEmpty() ? rest : rest.subList(1, rest.size());
    String description = String.join(" ", described);
    String text = label + ": " + total + " in all; " + String.join(" ", rest);
    return new Row(
        label,
        total,
        growth,
        chip,
        description,
        new Evidence(content.path(), number + 1, text.strip()));
  }

  private static boolean isTrigger(String word) {
    return word.endsWith("-edge") || word.endsWith("-fasteoi") || word.endsWith("-level");
  }

  private static long add(long first, long second) {
    long sum = first + second;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  /// The row of a named or numbered interrupt.
  public Optional<Row> row(String label) {
    return Optional.ofNullable(rows.get(label));
  }

  /// The first row whose chip or description starts with this.
  public Optional<Row> first(String start) {
    return rows.values().stream()
        .filter(row -> row.chip().startsWith(start) || row.description().startsWith(start))
        .findFirst();
  }

  /// The first row with an action (the driver's or device's name) that starts with this.
  public Optional<Row> action(String start) {
    return rows.values().stream()
        .filter(
            row -> Text.words(row.description()).stream().anyMatch(word -> word.startsWith(start)))
        .findFirst();
  }

  /// The vectors of devices that VFIO assigned.
  public List<Row> assigned() {
    return rows.values().stream().filter(Row::assigned).toList();
  }
}
