package org.pirouette.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TextOutputTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Test
  void paragraphsWrapAndListsHang() {
    output(new Terminal(false, false, 40, Ansi.OFF))
        .headline("Posted interrupts remove nearly all exits of this workload.")
        .heading("Why")
        .item("-", "the device's interrupt no longer stops the guest");

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            Posted interrupts remove nearly all
            exits of this workload.

            Why
            - the device's interrupt no longer stops
              the guest
            """);
  }

  @Test
  void wordsLongerThanTheLineAreCut() {
    assertThat(Paragraph.wrap("abcdefghij kl", 4)).containsExactly("abcd", "efgh", "ij", "kl");
    assertThat(Paragraph.wrap("", 4)).containsExactly("");
    assertThat(Paragraph.wrap("  a b c", 4)).containsExactly("  a", "b c");
  }

  @Test
  void colourOnlyWhereItIsWanted() {
    Map<String, String> nothing = Map.of();
    assertThat(Ansi.choose(ColorMode.AUTO, true, nothing).enabled()).isTrue();
    assertThat(Ansi.choose(ColorMode.AUTO, false, nothing).enabled()).isFalse();
    assertThat(Ansi.choose(ColorMode.AUTO, true, Map.of("NO_COLOR", "1")).enabled()).isFalse();
    assertThat(Ansi.choose(ColorMode.AUTO, true, Map.of("NO_COLOR", "")).enabled()).isTrue();
    assertThat(Ansi.choose(ColorMode.AUTO, true, Map.of("TERM", "dumb")).enabled()).isFalse();
    assertThat(Ansi.choose(ColorMode.ALWAYS, false, Map.of("NO_COLOR", "1")).enabled()).isTrue();
    assertThat(Ansi.choose(ColorMode.NEVER, true, nothing).enabled()).isFalse();
  }

  @Test
  void filesGetEightyColumnsUnlessTheUserSaysOtherwise() {
    assertThat(Terminal.columns(false, Map.of())).isEqualTo(80);
    assertThat(Terminal.columns(false, Map.of("COLUMNS", "132"))).isEqualTo(132);
    assertThat(Terminal.columns(false, Map.of("COLUMNS", "wide"))).isEqualTo(80);
    assertThat(new Terminal(true, true, 3, Ansi.OFF).columns()).isEqualTo(40);
  }

  @Test
  void progressShowsAfterASecondAndGoesAway() {
    PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    try (Progress progress =
        new Progress(stream, true, 80, "reading trace.dat", Unit.BYTES, 4 << 20, 0)) {
      progress.drawIfDue(999_999_999L);
      assertThat(bytes.size()).isZero();
      progress.drawIfDue(1_000_000_000L);
      assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("reading trace.dat");
      int size = bytes.size();
      progress.drawIfDue(1_000_000_001L);
      assertThat(bytes.size()).isEqualTo(size);
      assertThat(progress.line(1 << 20, 2))
          .isEqualTo(
              "reading trace.dat  [#####...............] 25 %  1.00 MiB, 512 KiB/s, 6 s left");
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8)).endsWith("\r\u001b[K");
  }

  private TextOutput output(Terminal terminal) {
    return new TextOutput(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal);
  }
}
