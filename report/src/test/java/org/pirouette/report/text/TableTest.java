package org.pirouette.report.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class TableTest {
  @Test
  void alignsWordsLeftAndNumbersRight() {
    Table table =
        Table.of(Column.left("mode"), Column.right("exits/s"), Column.right("share of\na core"))
            .row("emulated", "1.50 M/s", "50.0 %")
            .row("posted", "12 /s", "0.0 %");

    assertThat(table.toString())
        .isEqualTo(
            """
                                share of
            mode       exits/s    a core
            ----------------------------
            emulated  1.50 M/s    50.0 %
            posted       12 /s     0.0 %
            """);
  }

  @Test
  void sectionsAndRulesDivideTheRows() {
    Table table =
        Table.of(Column.left("cause"), Column.right("exits"))
            .indent(2)
            .section("vCPU 0")
            .row("timer", "7")
            .rule()
            .row("total", "7");

    assertThat(table.toString())
        .isEqualTo(
            """
              cause  exits
              ------------
              vCPU 0
              timer      7
              ------------
              total      7
            """);
  }

  @Test
  void optionalColumnsGoFirstThenWordsWrap() {
    Table table =
        Table.of(Column.left("step").wrap(), Column.right("cycles"), Column.left("source").orDrop())
            .row("the IOMMU sets the bit in PIR and sets ON", "120", "VT-d 5.2.3");

    assertThat(table.render(200, Ansi.OFF)).contains("source");
    assertThat(table.render(40, Ansi.OFF))
        .isEqualTo(
            """
            step                              cycles
            ----------------------------------------
            the IOMMU sets the bit in PIR        120
            and sets ON
            """);
  }

  @Test
  void truncatedCellsEndInDots() {
    Table table =
        Table.of(Column.left("command").truncate(), Column.right("n")).row("x".repeat(60), "1");
    assertThat(table.render(40, Ansi.OFF))
        .contains("x".repeat(34) + "...")
        .doesNotContain("x".repeat(38));
  }

  @Test
  void aNumberIsNeverCut() {
    Table table =
        Table.of(Column.right("a"), Column.right("b")).row("1".repeat(50), "2".repeat(50));
    assertThat(table.render(40, Ansi.OFF)).contains("1".repeat(50)).contains("2".repeat(50));
  }

  @Test
  void aTableTooWideIsDrawnInPartsThatBeginWithTheFirstColumn() {
    Table table =
        Table.of(
            Column.left("latency"),
            Column.right("emulated"),
            Column.right("apicv-same"),
            Column.right("posted"));
    table.row("interrupt p99", "1.30 us", "1.27 us", "400 ns").row("  +/-", "", "", "20 ns");
    assertThat(table.render(40, Ansi.OFF))
        .isEqualTo(
            """
            latency        emulated  apicv-same
            -----------------------------------
            interrupt p99   1.30 us     1.27 us

            latency        posted
            ---------------------
            interrupt p99  400 ns
              +/-           20 ns
            """);
  }

  @Test
  void colourDoesNotMoveAnything() {
    Table table =
        Table.of(Column.left("mode"), Column.right("exits"))
            .row(Cell.of(Style.NAME, "posted"), Cell.of(Style.GOOD, "12"));
    String painted = table.render(80, Ansi.ON);
    assertThat(painted).contains("\u001b[32m12\u001b[0m");
    assertThat(painted.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(table.toString());
  }

  @Test
  void tooManyCellsAreAnError() {
    assertThatThrownBy(() -> Table.of(Column.left("a")).row("1", "2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 cells");
  }

  /// Flexible tables fit the screen, whatever is in them, and no line ends in a blank.
  @Test
  void flexibleTablesFit() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      Table table =
          Table.of(
              Column.left("one").wrap(),
              Column.right("two"),
              Column.left("three").truncate(),
              Column.left("four").orDrop());
      for (int row = 0; row < 5; row++) {
        table.row(words(random), words(random).substring(0, 3), words(random), words(random));
      }
      int width = 45 + random.nextInt(100);
      for (String line : table.render(width, Ansi.OFF).split("\n", -1)) {
        assertThat(line.length())
            .as("seed %d, width %d: %s", seed, width, line)
            .isLessThanOrEqualTo(width);
        assertThat(line).isEqualTo(line.stripTrailing());
      }
    }
  }

  private static String words(Random random) {
    StringBuilder words = new StringBuilder("abc");
    for (int i = random.nextInt(12); i > 0; i--) {
      words.append(' ').repeat('w', 1 + random.nextInt(15));
    }
    return words.toString();
  }
}
