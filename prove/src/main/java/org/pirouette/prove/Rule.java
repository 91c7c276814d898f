package org.pirouette.prove;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What the protocol rests on: the properties that [Invariants] checks on the words of a machine,
/// by the names of linux.md section B where they are from there. None looks at which steps were
/// taken; each looks at states alone.
///
/// "Under way" in the sentences: a poster, an interrupt handler or the VMM is in the middle of
/// telling the vCPU.
public enum Rule {
  /// I1.
  I1(
      "A vector that was posted and not handled since is pending somewhere: in PIR, among what the"
          + " drain has taken, in VIRR, or as the event to inject."),
  /// I2.
  I2(
      "A vCPU that sleeps and can take interrupts does not have ON set, unless a notification is in"
          + " flight to it or a wakeup is under way."),
  /// I3.
  I3(
      "A vCPU in non-root mode whose PIR is not empty and whose SN is clear has ON set, or a poster"
          + " is between PIR and ON."),
  /// I4.
  I4("SN is clear for a vCPU in non-root mode, and for one that sleeps and can take interrupts."),
  /// I5.
  I5(
      "A vCPU that sleeps, can take interrupts and may be posted to by hardware has NV = F1h and is"
          + " on the wakeup list of the pCPU that NDST names."),
  /// I5 lists.
  I5_LISTS(
      "I5-lists",
      "A vCPU is on at most one wakeup list, and on none while it is in non-root mode."),
  /// I6.
  I6("A vCPU in non-root mode on pCPU p has NDST = p, NV = F2h and SN = 0."),
  /// I7.
  I7(
      "A change of the control word loses no ON: while SN is clear and nobody is between PIR and ON,"
          + " or draining, or loading the vCPU, PIR is empty or ON is set."),
  /// I8.
  I8(
      "ON is cleared before PIR is harvested: a vector that comes into a word of PIR behind the"
          + " harvest finds ON set again, or a poster about to set it."),
  /// I9.
  I9("No vector is delivered more often than it was posted, nor pending in more places at once."),
  /// I10.
  I10(
      "Mode and ON are ordered on both sides: a vCPU in non-root mode does not have a vector in PIR"
          + " with ON set and nobody about to notify it."),
  /// I11.
  I11("From the last look at PIR to VM entry the interrupts of the host are off."),
  /// I12.
  I12(
      "An IRTE that posts, in memory or cached, names a descriptor that exists; while nothing changes"
          + " it, it posts to the vCPU of the guest's route if that can be posted, and else follows"
          + " the host; from a device that has been disconnected it does not post."),
  /// I13.
  I13(
      "In non-root mode with virtual-interrupt delivery, RVI is at least the highest vector in VIRR,"
          + " and SVI is the highest vector in VISR."),
  /// I16.
  I16(
      "A deliverable interrupt is handled: no run goes on for ever, fairly, while a vector is pending"
          + " that the vCPU could take."),
  /// Running.
  RUNNING(
      "running",
      "A vCPU in non-root mode has a running thread that has not published that it blocks, and its"
          + " mode does not say that it is outside."),
  /// Devices.
  COUNT("count", "KVM counts as many possible bypass interrupts as devices are connected."),
  /// At rest: interrupts.
  REST_DELIVERED(
      "rest-delivered",
      "At rest no deliverable interrupt is pending for a vCPU that sleeps or is in non-root mode."),
  /// At rest: devices.
  REST_ANSWERED(
      "rest-answered", "At rest every interrupt that a device raised has reached a vCPU."),
  /// At rest: hardware.
  REST_HARDWARE(
      "rest-hardware",
      "At rest no message is in flight and the local APICs have nothing requested or in service."),
  /// At rest: software.
  REST_SOFTWARE(
      "rest-software",
      "At rest no lock is held, no handler is at work, and every thread sleeps, waits for its pCPU,"
          + " or is in non-root mode."),
  /// At rest: end of interrupt.
  REST_ENDED(
      "rest-ended", "At rest a guest outside its handlers has no vector in service (VISR, SVI)."),
  /// Faults.
  FAULTS(
      "faults", "Wakeup lists are not corrupted, and SN is clear when the wakeup vector is armed.");

  private final String shown;
  private final String meaning;

  Rule(String meaning) {
    shown = name();
    this.meaning = meaning;
  }

  Rule(String shown, String meaning) {
    this.shown = shown;
    this.meaning = meaning;
  }

  /// Name for the command line and reports.
  public String shown() {
    return shown;
  }

  /// One sentence.
  public String meaning() {
    return meaning;
  }

  /// All names, in order.
  public static List<String> names() {
    return Stream.of(values()).map(Rule::shown).toList();
  }

  /// The rule with a name.
  public static Optional<Rule> named(String name) {
    return Stream.of(values()).filter(rule -> rule.shown.equals(name)).findFirst();
  }
}
