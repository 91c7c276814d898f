package org.pirouette.protocol.kvm;

import java.util.List;
import java.util.Set;
import org.pirouette.model.bits.StructureLayout;
import org.pirouette.protocol.step.Mark;

/// What an architecture shows of one of its machines, as its manuals draw and name it: for those
/// who tell the story of one interrupt. One vCPU and one device are looked at, each with number 0.
public interface Exhibit {
  /// A structure of the hardware as it is at one moment.
  ///
  /// @param key short name, for example `PID`
  /// @param title what it is and whose
  /// @param octets whether it is also shown byte by byte, as memory
  /// @param layout its fields
  /// @param words its bits, 64-bit words in memory order
  record Drawing(
      String key, String title, boolean octets, StructureLayout layout, List<Long> words) {}

  /// Something that was done from outside.
  ///
  /// @param what a clause without its subject, which is the host
  /// @param source kernel function or section of a manual
  /// @param meaning why somebody does it
  record Deed(String what, String source, String meaning) {}

  /// The structures now, always the same ones in the same order.
  List<Drawing> structures();

  /// The words that [#structures], [#engine] and [#waiting] tell, and those that no reader knows.
  Set<Integer> toldWords();

  /// The hardware that hands the device's interrupts on and whether it is at work: `name: state`.
  String engine();

  /// The interrupts that travel to a pCPU, wait there or are in service, as a clause that begins
  /// with a comma; empty if there are none.
  String waiting(int processor);

  /// What the device puts on the bus, decoded, a line each.
  ///
  /// @param device its name
  List<String> message(String device);

  /// System software takes away by what the device's message is translated, while it is on its way.
  Deed takeAway();

  /// What the hardware says when a message finds nothing, as a clause.
  String fault();

  /// A task priority that holds all interrupts back, and the operand of [GuestChoice#SET_TPR] for
  /// it.
  int highestPriority();

  /// An interrupt, of the guest or of the host, as output names it: `vector F2h`.
  String name(int interrupt);

  /// An interrupt of the guest, as output names it; where guests' interrupts have the host's
  /// numbers, it is [#name].
  default String guestName(int interrupt) {
    return name(interrupt);
  }

  /// What a mark means that hardware for posted interrupts gives, in its words.
  ///
  /// @param mark [Mark#NOTIFIED], [Mark#COALESCED], [Mark#SUPPRESSED] or [Mark#PROCESSED]
  String words(Mark mark, int value);
}
