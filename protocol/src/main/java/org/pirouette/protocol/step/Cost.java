package org.pirouette.protocol.step;

/// A kind of work that a step can be. A cost profile gives the cycles of each kind, with a source.
///
/// Those of plain words are here; the layers above declare their own, and an architecture says
/// which of all of them its machines have.
///
/// @param name in capitals, for example `VM_EXIT`; in profiles it is `vm-exit`
/// @param work who works
public record Cost(String name, Work work) {
  /// Takes no processor time: a decision of the environment, or hardware in the background.
  public static final Cost NONE = new Cost("NONE", Work.HARDWARE);

  /// A plain access that hits the cache, or arithmetic.
  public static final Cost PLAIN = new Cost("PLAIN", Work.HARDWARE);

  /// A locked instruction on a line of this processor.
  public static final Cost LOCKED = new Cost("LOCKED", Work.HARDWARE);

  /// A locked instruction on a line that another agent changed last.
  public static final Cost LOCKED_CONTENDED = new Cost("LOCKED_CONTENDED", Work.HARDWARE);

  /// Who works, so that prices of one host can be taken over to another one.
  public enum Work {
    /// The hardware, or single instructions.
    HARDWARE,
    /// The hardware's way from the guest to the hypervisor and back.
    WORLD_SWITCH,
    /// Software of the hypervisor between an exit and the next entry.
    EXIT_HANDLING,
    /// Other software of the host.
    HOST_SOFTWARE
  }

  /// Whether it grows with how slow the host's software is.
  public boolean isSoftware() {
    return work == Work.EXIT_HANDLING || work == Work.HOST_SOFTWARE;
  }

  /// Whether it is a part of what an exit costs, whatever caused it.
  public boolean isOfExits() {
    return work == Work.WORLD_SWITCH || work == Work.EXIT_HANDLING;
  }

  @Override
  public String toString() {
    return name;
  }
}
