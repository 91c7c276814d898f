package org.pirouette.host.source;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.pirouette.host.tree.Content;
import org.pirouette.host.tree.Evidence;

/// `/sys/kernel/debug/iommu/intel/ir_translation_struct`: the interrupt-remapping table entries of
/// all units, first the remapped ones, then the posted ones (Linux drivers/iommu/intel/debugfs.c).
///
/// @param known whether there was a file
/// @param units names of the units listed
/// @param postingUnits names of the units with a section of posted entries: those that can post
/// @param disabled units where interrupt remapping is off, with the line
/// @param entries all entries
public record RemappingTables(
    boolean known,
    Set<String> units,
    Set<String> postingUnits,
    List<Evidence> disabled,
    List<Entry> entries) {

  /// One interrupt-remapping table entry (IRTE).
  ///
  /// @param unit `dmar10`
  /// @param index in the table
  /// @param device bus, device and function `17:00.2`, without the segment
  /// @param posted the format: posted, or remapped
  /// @param vector posted: of the guest; remapped: of the host
  /// @param evidence the line
  public record Entry(
      String unit, int index, String device, boolean posted, int vector, Evidence evidence) {}

  /// Reads the file.
  public static RemappingTables parse(Content content) {
    Set<String> units = new LinkedHashSet<>();
    Set<String> posting = new LinkedHashSet<>();
    List<Evidence> disabled = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    String unit = "";
    boolean posted = false;
    for (int number = 0; number < content.lines().size(); number++) {
      String line = content.lines().get(number).strip();
      if (line.startsWith("# ")) {
        continue;
      }
      int on = line.indexOf("Interrupt supported on IOMMU: ");
      if (on >= 0) {
        unit = Text.after(line, "on IOMMU: ");
        posted = line.startsWith("Posted");
        (posted ? posting : units).add(unit);
      } else if (line.contains("Interrupt Remapping is not enabled")) {
        disabled.add(content.at(number));
      } else {
        entry(line, unit, posted, content, number, entries);
      }
    }
    return new RemappingTables(content.present(), units, posting, disabled, entries);
  }

  private static void entry(
      String line, String unit, boolean posted, Content content, int number, List<Entry> entries) {
    List<String> words = Text.words(line);
    int expected = posted ? 7 : 6;
    if (words.size() < expected
        || !Text.isNumber(words.getFirst())
        || words.getFirst().length() > 6) {
      return;
    }
    String vector = words.get(posted ? 4 : 3);
    String low = words.get(expected - 1);
    if (vector.length() != 2 || !Text.isHexadecimal(vector) || !Text.isHexadecimal(low)) {
      return;
    }
    entries.add(
        new Entry(
            unit,
            Integer.parseInt(words.getFirst()),
            words.get(1),
            posted && (Text.bits(low) >>> 15 & 1) == 1,
            Integer.parseInt(vector, 16),
            content.at(number)));
  }

  /// The entries in posted format.
  public List<Entry> posted() {
    return entries.stream().filter(Entry::posted).toList();
  }

  /// The entries of a device, by its PCI address with segment (`0000:17:00.2`).
  public List<Entry> of(String pciAddress) {
    String device = pciAddress.substring(pciAddress.indexOf(':') + 1);
    return entries.stream().filter(entry -> entry.device().equals(device)).toList();
  }
}
