package org.pirouette.host.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pirouette.host.tree.Content;
import org.pirouette.host.tree.Evidence;

/// The last state of APICv's inhibit reasons and of posted-interrupt routes in a text trace
/// (`/sys/kernel/tracing/trace`): events `kvm_apicv_inhibit_changed` and `kvm_pi_irte_update`.
///
/// @param known whether the trace holds such events
/// @param active inhibit reasons in force after the last event of each task group, by name
/// @param routes routes set to posted, by host interrupt
/// @param unrouted routes set back to remapped, by host interrupt
public record InhibitEvents(
    boolean known,
    Map<String, Evidence> active,
    Map<String, Evidence> routes,
    Map<String, Evidence> unrouted) {
  private static final List<String> NAMES =
      List.of(
          "DISABLED",
          "HYPERV",
          "ABSENT",
          "BLOCKIRQ",
          "PHYSICAL_ID_ALIASED",
          "APIC_ID_MODIFIED",
          "APIC_BASE_MODIFIED",
          "NESTED",
          "IRQWIN",
          "PIT_REINJ",
          "SEV",
          "LOGICAL_ID_ALIASED",
          "PHYSICAL_ID_TOO_BIG");

  /// The names of all reasons, as kernels print them.
  public static final Set<String> NAMES_OF_REASONS = Set.copyOf(NAMES);

  /// Reads a trace. Names are taken from the text, as the numbers differ between kernels.
  public static InhibitEvents parse(Content content) {
    Map<String, Evidence> active = new LinkedHashMap<>();
    Map<String, Evidence> routes = new LinkedHashMap<>();
    Map<String, Evidence> unrouted = new LinkedHashMap<>();
    boolean known = false;
    for (int number = 0; number < content.lines().size(); number++) {
      String line = content.lines().get(number);
      if (line.contains("kvm_apicv_inhibit_changed:")) {
        known = true;
        inhibits(line, content.at(number), active);
      } else if (line.contains("kvm_pi_irte_update:")) {
        known = true;
        String interrupt = Text.after(line, "for irq ");
        boolean posted = line.contains("enabled and being updated");
        (posted ? routes : unrouted).put(interrupt, content.at(number));
        (posted ? unrouted : routes).remove(interrupt);
      }
    }
    return new InhibitEvents(known, active, routes, unrouted);
  }

  /// `set reason=1, inhibits=0x2 HYPERV`: what follows the mask is what is in force now.
  private static void inhibits(String line, Evidence evidence, Map<String, Evidence> active) {
    int mask = line.indexOf("inhibits=");
    if (mask < 0) {
      return;
    }
    List<String> words = Text.words(line.substring(mask).replace('|', ' ').replace(',', ' '));
    List<String> now = new ArrayList<>(words.subList(1, words.size()));
    now.retainAll(NAMES);
    active.keySet().retainAll(now);
    for (String name : now) {
      active.putIfAbsent(name, evidence);
    }
  }
}
