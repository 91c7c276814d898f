package org.pirouette.model.amd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.pirouette.model.bits.StructureLayout;

/// Every rule of the AMD model has a test that carries its number, and every drawing in the
/// documentation is the one that its layout renders.
class HardwareRulesTest {
  private static final Path SOURCES = Path.of("src/main/java/org/pirouette/model/amd");

  private static final Map<String, String> RULES =
      Map.ofEntries(
          Map.entry("A1", "a physical destination indexes the physical APIC ID table"),
          Map.entry("A2", "a broadcast goes to all valid entries and ignores invalid ones"),
          Map.entry("A3", "flat: each bit is an entry of the logical table"),
          Map.entry("A4", "cluster: four entries each, cluster 15 is invalid"),
          Map.entry("A5", "x2APIC logical: sixteen physical IDs a cluster, no table"),
          Map.entry("A6", "shorthands: self, all, all but self"),
          Map.entry("A7", "ids 0 and 4: type other than fixed edge, vector below 16"),
          Map.entry("A8", "id 1: every target has its IRR bit before the exit"),
          Map.entry("A9", "id 2: one invalid target stops the whole IPI"),
          Map.entry("A10", "id 3: backing page that cannot be used"),
          Map.entry("A11", "accelerated, trap-like and fault-like accesses"),
          Map.entry("A12", "information of both exits"),
          Map.entry("A13", "PPR from TPR and ISR"),
          Map.entry("A14", "EOI: edge by hardware, level exits"),
          Map.entry("A15", "RFLAGS.IF, interrupt shadow and virtual GIF mask"),
          Map.entry("A16", "x2AVIC passes 24 registers, never LVT timer"),
          Map.entry("A17", "order of delivery is that of Intel's virtual APIC"),
          Map.entry("M1", "fields of entries"),
          Map.entry("M2", "device-table entry and index are checked before the entry"),
          Map.entry("M3", "RemapEn, guest mode, type, and which fault logs an event"),
          Map.entry("M4", "guest mode: doorbell, log or nothing"),
          Map.entry("M5", "GAPPI in place of the log"),
          Map.entry("M6", "IsRun, Destination and GATag are never cached"),
          Map.entry("M7", "GALogIntr is cached by choice"),
          Map.entry("M8", "GALog: ring, overflow, restart"));

  @Test
  void everyRuleHasATest() {
    Set<String> tested =
        Stream.of(AvicIpiTest.class, AvicPageTest.class, IommuTest.class)
            .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
            .filter(method -> method.isAnnotationPresent(Test.class))
            .flatMap(method -> Arrays.stream(method.getAnnotationsByType(Tag.class)))
            .map(Tag::value)
            .collect(Collectors.toSet());
    assertThat(tested).isEqualTo(new TreeMap<>(RULES).keySet());
  }

  @Test
  void documentationShowsTheLayouts() throws IOException {
    int drawings = 0;
    for (Map.Entry<StructureLayout, String> entry :
        Map.of(
                VmcbInterruptControl.LAYOUT, "VmcbInterruptControl",
                PhysicalApicIdEntry.LAYOUT, "PhysicalApicIdEntry",
                LogicalApicIdEntry.LAYOUT, "LogicalApicIdEntry",
                IommuIrte.SHORT, "IommuIrte",
                IommuIrte.REMAPPED, "IommuIrte",
                IommuIrte.GUEST, "IommuIrte",
                DeviceTableInterrupts.LAYOUT, "DeviceTableInterrupts",
                GuestApicLog.LAYOUT, "GuestApicLog")
            .entrySet()) {
      String source = Files.readString(SOURCES.resolve(entry.getValue() + ".java"));
      StringBuilder expected = new StringBuilder("/// ```text " + entry.getKey().name() + "\n");
      entry
          .getKey()
          .picture()
          .lines()
          .forEach(line -> expected.append(("/// " + line).stripTrailing()).append('\n'));
      assertThat(source).contains(expected.append("/// ```\n"));
      drawings++;
    }
    assertThat(drawings).isEqualTo(8);
  }
}
