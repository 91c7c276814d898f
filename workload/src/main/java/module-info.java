/// Workloads of recordings: made, replayed, with measured costs and trust.
module org.pirouette.workload {
  requires transitive org.jspecify;
  requires transitive org.pirouette.simulate;
  requires transitive org.pirouette.trace;

  exports org.pirouette.workload.recording;
  exports org.pirouette.workload.replay;
}
