package org.pirouette.report.perfetto;

/// A curve of the trace: exits so far, interrupts per second. Made by [PerfettoTrace#counter].
///
/// @param uuid its number in the file
/// @param name what the UI shows
public record Counter(long uuid, String name) {}
