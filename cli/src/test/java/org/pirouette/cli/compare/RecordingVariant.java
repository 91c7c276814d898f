package org.pirouette.cli.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoublePredicate;
import java.util.function.UnaryOperator;

/// A recording in text, changed as recordings are in the field: cut, or with events missing that
/// nobody counted as lost.
///
/// @param ofBoth whether the other recording of a pair is changed alike, so that the exits that it
///   has left are those to predict; else it stays whole
/// @param change makes the lines of the variant of the lines of a recording
record RecordingVariant(String name, boolean ofBoth, UnaryOperator<List<String>> change) {
  private static final String INJECTION = ": kvm_msi_set_irq:";

  @Override
  public String toString() {
    return name;
  }

  /// All of them.
  static List<RecordingVariant> all() {
    return List.of(
        injections("first half", part -> part < 0.5),
        injections("second half", part -> part >= 0.5),
        injections("middle third", part -> part >= 1 / 3.0 && part < 2 / 3.0),
        injections("without a tenth in the middle", part -> part < 0.45 || part >= 0.55),
        injections("without half in the middle", part -> part < 0.25 || part >= 0.75),
        without("kvm_apic_accept_irq", 0.2),
        without("kvm_apic_accept_irq", 0.9),
        without("kvm_apicv_accept_irq", 1),
        without("kvm_inj_virq", 0.3),
        without("kvm_inj_virq", 1),
        without("kvm_eoi", 0.3),
        without("kvm_eoi", 1),
        without("kvm_entry", 0.1),
        without("kvm_exit", 0.1),
        without("kvm_exit", 0.5),
        without("kvm_msi_set_irq", 1),
        without("kvm_msr", 1),
        without("sched_switch", 1));
  }

  /// What was recorded with some of the injections, the same of both recordings.
  ///
  /// @param kept told how far into all injections a line is, from 0 to 1
  private static RecordingVariant injections(String name, DoublePredicate kept) {
    return new RecordingVariant(
        name,
        true,
        lines -> {
          double all = lines.stream().filter(line -> line.contains(INJECTION)).count();
          List<String> left = new ArrayList<>();
          long seen = 0;
          for (String line : lines) {
            seen += line.contains(INJECTION) ? 1 : 0;
            if (line.startsWith("#") || kept.test(seen / all)) {
              left.add(line);
            }
          }
          return left;
        });
  }

  private static RecordingVariant without(String event, double part) {
    return new RecordingVariant(
        "without %.0f %% of %s".formatted(100 * part, event),
        false,
        lines -> {
          Random random = new Random(1);
          return lines.stream()
              .filter(line -> !line.contains(": " + event + ":") || random.nextDouble() >= part)
              .toList();
        });
  }
}
