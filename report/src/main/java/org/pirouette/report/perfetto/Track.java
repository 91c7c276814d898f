package org.pirouette.report.perfetto;

/// A line of the trace: a pCPU, a vCPU, a device, or a group of such lines. Made by
/// [PerfettoTrace#track].
///
/// @param uuid its number in the file
/// @param name what the UI shows
public record Track(long uuid, String name) {
  /// The place above all tracks.
  public static final Track ROOT = new Track(0, "");
}
