package org.pirouette.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Nothing from outside makes a terminal act.
final class VisibleTest {
  /// Escape, bell, C1 control sequence introducer, DEL, right-to-left override, zero-width space,
  /// line separator, a tag character.
  private static final String HOSTILE =
      "a\u001b[2J\u0007\u009b31m\u007f\u202eb\u200b\u2028" + Character.toString(0xE0001);

  private static final String SHOWN =
      "a\\x1b[2J\\x07\\x9b31m\\x7f\\u202eb\\u200b\\u2028\\U000e0001";

  @Test
  void whatIsNotSeenIsShown() {
    assertThat(Visible.text(HOSTILE)).isEqualTo(SHOWN);
    assertThat(Visible.line("a\nb\tc\r")).isEqualTo("a\\x0ab\\x09c\\x0d");
    assertThat(Visible.text("a\nb\tc\r")).isEqualTo("a\nb\tc\\x0d");
    assertThat(Visible.text("\ud800x")).isEqualTo("\\ud800x");
  }

  @Test
  void ordinaryTextStays() {
    String text = "5 \u00b5s, \u4e2d\u6587, " + Character.toString(0x1F980);
    assertThat(Visible.text(text)).isSameAs(text);
  }

  @ParameterizedTest
  @EnumSource(ColorMode.class)
  void everyWayToTheTerminalShows(ColorMode mode) {
    check(mode, out -> out.headline(HOSTILE));
    check(mode, out -> out.heading(HOSTILE));
    check(mode, out -> out.text(HOSTILE));
    check(mode, out -> out.note(HOSTILE));
    check(mode, out -> out.item(HOSTILE, HOSTILE));
    check(mode, out -> out.line(HOSTILE));
    check(mode, out -> out.line("x " + out.paint(Style.CHANGED, HOSTILE)));
    check(mode, out -> out.table(Table.of(Column.left("x")).row(HOSTILE).section(HOSTILE)));
  }

  private static void check(ColorMode mode, Consumer<TextOutput> printing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Ansi ansi = mode == ColorMode.NEVER ? Ansi.OFF : Ansi.ON;
    try (PrintStream stream = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
      printing.accept(new TextOutput(stream, new Terminal(true, true, 200, ansi)));
    }
    String text = bytes.toString(StandardCharsets.UTF_8);
    assertThat(text).contains(SHOWN);
    String unpainted = text.replaceAll("\u001b\\[[0-9;]*m", "");
    assertThat(unpainted.replace("\n", "").codePoints())
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
    assertThat(text).doesNotContain("\u001b[2J");
  }
}
