package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The table of bounds in docs/security.md says what the code holds.
final class BoundsTest {
  private static final Path DOCUMENT =
      Path.of(System.getProperty("pirouette.root", "..")).resolve("docs/security.md");
  private static final Pattern ROW =
      Pattern.compile("^\\|[^|]+\\| ([\\d,]+) \\| `([\\w.]+)\\.([A-Z_]+)` \\|$");

  @Test
  void theTableSaysWhatTheCodeHolds() throws Exception {
    List<String> rows = new ArrayList<>();
    for (String line : Files.readAllLines(DOCUMENT)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        Field field = Class.forName("org.pirouette." + row.group(2)).getDeclaredField(row.group(3));
        field.setAccessible(true);
        assertThat(((Number) field.get(null)).longValue())
            .as(line)
            .isEqualTo(Long.parseLong(row.group(1).replace(",", "")));
        rows.add(line);
      }
    }
    System.out.println("bounds compared: " + rows.size());
    assertThat(rows).hasSizeGreaterThan(30);
  }
}
