package org.pirouette.trace.format;

/// Event formats from elsewhere, for recordings that lost their own: a perf.data that was cut off
/// has none, as perf writes them last.
///
/// They must be of the same kernel: the numbers of events differ from one build to the next.
///
/// @param source where they are from, "" for none
/// @param table the formats
public record EventFormats(String source, FormatTable table) {
  /// No formats.
  public static final EventFormats NONE = new EventFormats("", new FormatTable());
}
