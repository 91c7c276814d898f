package org.pirouette.report.text;

/// What a piece of text means; [Ansi] decides how that looks.
///
/// Colour never carries a meaning alone: whatever is green or red also says so in words or by a
/// sign, because some readers cannot tell the two apart and some terminals show neither.
public enum Style {
  /// As it comes.
  PLAIN(""),
  /// The most important line or number.
  STRONG("1"),
  /// Detail that may be skipped: units, sources, rules.
  DIM("2"),
  /// A section's title.
  HEADING("1;4"),
  /// Better, correct, in use.
  GOOD("32"),
  /// Needs attention, unsure, assumed.
  WARNING("33"),
  /// Worse, broken, lost.
  BAD("31"),
  /// A name: a delivery mode, an exit reason, a step.
  NAME("36"),
  /// A bit or word that has just changed.
  CHANGED("1;33");

  private final String code;

  Style(String code) {
    this.code = code;
  }

  /// The SGR parameters (ECMA-48 8.3.117) of this style; empty for [#PLAIN].
  String code() {
    return code;
  }
}
