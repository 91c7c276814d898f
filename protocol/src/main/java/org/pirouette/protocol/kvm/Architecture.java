package org.pirouette.protocol.kvm;

import java.util.Set;
import org.pirouette.protocol.step.Cost;

/// What differs between processor architectures, and the words for it: how a machine is built, what
/// its steps cost, what a physical interrupt of the host means. There is one object for each
/// architecture, in the package of its name.
public interface Architecture {
  /// Its name for users, for example `Intel`.
  @Override
  String toString();

  /// A machine in its initial state, on plain words.
  KvmMachine machine(MachineConfiguration configuration);

  /// The kinds of work that its steps and its hardware do: what a cost profile has to price.
  Set<Cost> costs();

  /// The kind of work that the host's handler of a physical interrupt is.
  ///
  /// @param interrupt number of the interrupt on this architecture, for example an x86 vector
  Cost handlerCost(int interrupt);

  /// The physical interrupt of the host's timer.
  int timerInterrupt();

  /// Whether its processors keep stores in order and let only later loads overtake them (x86-TSO);
  /// else they order nothing that is not told to be.
  boolean totalStoreOrder();
}
