/// Runs the protocol in simulated time. Start at `org.pirouette.simulate.run.Simulation`.
module org.pirouette.simulate {
  requires transitive org.jspecify;
  requires transitive org.pirouette.protocol;
  requires org.apache.commons.rng.api;
  requires org.apache.commons.rng.sampling;
  requires org.apache.commons.rng.core;
  requires org.apache.commons.statistics.distribution;
  requires HdrHistogram;

  exports org.pirouette.simulate;
  exports org.pirouette.simulate.run;
  exports org.pirouette.simulate.scenario;
  exports org.pirouette.simulate.statistics;
}
