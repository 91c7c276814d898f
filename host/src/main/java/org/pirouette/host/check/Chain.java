package org.pirouette.host.check;

import java.util.List;
import java.util.Set;

/// The checks of one kind of host, in order of dependence, and what follows from which of their
/// questions.
///
/// @param checks the links
/// @param sufficient sets of links; where all of one set hold, what else is not known does not
///   matter: the kernel's own summary, or what it says that it did
/// @param capable whether the processor can post to a running vCPU
/// @param enabled whether KVM uses that
/// @param inhibition whether a virtual machine inhibits it
/// @param afterwards the links that speak of the use at this moment, not of being ready
record Chain(
    List<Check> checks,
    List<Set<Question>> sufficient,
    Set<Question> capable,
    Set<Question> enabled,
    Set<Question> inhibition,
    Set<Question> afterwards) {

  /// A chain of which no more is known than its links.
  static Chain of(Check... checks) {
    return new Chain(
        List.of(checks), List.of(), Set.of(), Set.of(), Set.of(), Set.of(DeliveryChecks.DEVICES));
  }

  /// The same, where these sets of links suffice.
  Chain with(List<Set<Question>> others) {
    return new Chain(checks, others, capable, enabled, inhibition, afterwards);
  }
}
