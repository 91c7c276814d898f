/// Explores every interleaving of the protocol.
module org.pirouette.prove {
  requires transitive org.jspecify;
  requires transitive org.pirouette.protocol;

  exports org.pirouette.prove;
  exports org.pirouette.prove.explore;
  exports org.pirouette.prove.rule;
}
