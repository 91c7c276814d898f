package org.pirouette.trace.perf;

/// One event that perf recorded: the part of `perf_event_attr` that tells how to read its samples.
///
/// @param type 2 for tracepoints
/// @param config the tracepoint's id
/// @param layout of its samples
/// @param ids that its samples may carry
record PerfAttribute(int type, long config, SampleLayout layout, long[] ids) {
  static final int TRACEPOINT = 2;
}
