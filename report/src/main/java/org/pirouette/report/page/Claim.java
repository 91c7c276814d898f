package org.pirouette.report.page;

import org.pirouette.report.text.Style;

/// A statement held against a run.
///
/// @param stated the statement, in short
/// @param measured the figures of the run
/// @param verdict `holds`, `fails`, or under which condition
/// @param style [Style#GOOD], [Style#BAD] or [Style#WARNING] to go with the verdict
/// @param assumption what the verdict depends on
public record Claim(
    String stated, String measured, String verdict, Style style, String assumption) {}
