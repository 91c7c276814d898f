package org.pirouette.model.intel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The drawings in the documentation are those that the layouts render.
///
/// `-Dpirouette.pictures=write` puts them there instead, after a layout has changed: each drawing
/// stands in a fence that is opened by the structure's name.
class LayoutPictureTest {
  private static final Path SOURCES = Path.of("src/main/java/org/pirouette/model/intel");
  private static final String FENCE = "```";

  static Stream<Arguments> drawings() {
    Stream<Arguments> registers =
        Stream.of(
            Arguments.of(
                "VirtualApicRegister", "virtual-APIC page", VirtualApicRegister.picture()));
    return Stream.concat(
        registers,
        Stream.of(
                Map.entry("InterruptMessage", InterruptMessage.COMPATIBILITY_ADDRESS),
                Map.entry("InterruptMessage", InterruptMessage.COMPATIBILITY_DATA),
                Map.entry("InterruptMessage", InterruptMessage.REMAPPABLE_ADDRESS),
                Map.entry("InterruptMessage", InterruptMessage.REMAPPABLE_DATA),
                Map.entry("InterruptRemappingTableEntry", InterruptRemappingTableEntry.REMAPPED),
                Map.entry("InterruptRemappingTableEntry", InterruptRemappingTableEntry.POSTED),
                Map.entry("InterruptRemappingTable", InterruptRemappingTable.ADDRESS_REGISTER),
                Map.entry("FaultRecording", FaultRecording.RECORD),
                Map.entry("InterruptEntryCache", InterruptEntryCache.INVALIDATE),
                Map.entry(
                    "PostedInterruptDescriptorLayout", PostedInterruptDescriptorLayout.LAYOUT),
                Map.entry("GuestInterruptStatus", GuestInterruptStatus.LAYOUT),
                Map.entry("InterruptCommand", InterruptCommand.LAYOUT),
                Map.entry("IpiVirtualization", IpiVirtualization.ENTRY_LAYOUT))
            .map(
                entry ->
                    Arguments.of(
                        entry.getKey(), entry.getValue().name(), entry.getValue().picture())));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("drawings")
  void documentationShowsTheLayout(String className, String structure, String picture)
      throws IOException {
    Path file = SOURCES.resolve(className + ".java");
    String source = Files.readString(file);
    int fence = source.indexOf(FENCE + "text " + structure + "\n");
    assertThat(fence).as("%s has a fence for the %s", file, structure).isPositive();
    int lineStart = source.lastIndexOf('\n', fence) + 1;
    String prefix = source.substring(lineStart, fence);
    int start = source.indexOf('\n', fence) + 1;
    int end = source.indexOf(prefix + FENCE + "\n", start);
    String expected =
        picture
            .lines()
            .map(line -> (prefix + line).stripTrailing() + "\n")
            .collect(Collectors.joining());
    if ("write".equals(System.getProperty("pirouette.pictures"))) {
      Files.writeString(file, source.substring(0, start) + expected + source.substring(end));
    } else {
      assertThat(source.substring(start, end)).isEqualTo(expected);
    }
  }
}
