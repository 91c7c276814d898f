package org.pirouette.protocol.step;

/// Hears of what happens in a machine. The prover asks every agent itself and counts nothing, so it
/// uses [#SILENT]; the simulator wakes agents and counts by it.
public interface Listener {
  /// Hears nothing.
  Listener SILENT =
      new Listener() {
        @Override
        public void signal(int agent) {}

        @Override
        public void mark(int agent, Mark mark, int subject, int value) {}
      };

  /// An agent may be able to step now, though it could not before. May be told without need, and
  /// twice.
  void signal(int agent);

  /// Something that is counted happened in the step that `agent` takes.
  ///
  /// @param subject number of the vCPU or pCPU that it happened to, as [Mark] says
  /// @param value as [Mark] says
  void mark(int agent, Mark mark, int subject, int value);
}
