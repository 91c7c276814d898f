package org.pirouette.host.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pirouette.host.tree.Content;
import org.pirouette.host.tree.Evidence;

/// The last state of APICv's inhibit reasons and of posted-interrupt routes in a text trace
/// (`/sys/kernel/tracing/trace`): events `kvm_apicv_inhibit_changed`, before Linux 5.18
/// `kvm_apicv_update_request`, and `kvm_pi_irte_update`.
///
/// @param known whether the trace holds an event of the inhibit reasons that was understood
/// @param active the machines that are inhibited after their last event
/// @param unclear events of the inhibit reasons that were not understood, and losses of events
/// @param routes routes set to posted, by host interrupt
/// @param unrouted routes set back to remapped, by host interrupt
public record InhibitEvents(
    boolean known,
    List<Mask> active,
    List<Evidence> unclear,
    Map<String, Evidence> routes,
    Map<String, Evidence> unrouted) {

  /// What inhibits one machine.
  ///
  /// @param bits a bit for each reason, by the number that its kernel gives it
  /// @param names as the trace prints them; empty where it prints none (before Linux 6.10)
  /// @param evidence the last event
  public record Mask(long bits, List<String> names, Evidence evidence) {}

  private static final List<String> NAMES =
      List.of(
          "DISABLED",
          "DISABLE",
          "HYPERV",
          "ABSENT",
          "BLOCKIRQ",
          "PHYSICAL_ID_ALIASED",
          "APIC_ID_MODIFIED",
          "APIC_BASE_MODIFIED",
          "NESTED",
          "IRQWIN",
          "PIT_REINJ",
          "X2APIC",
          "SEV",
          "LOGICAL_ID_ALIASED",
          "PHYSICAL_ID_TOO_BIG");

  /// The names of all reasons, as kernels print them.
  public static final Set<String> NAMES_OF_REASONS = Set.copyOf(NAMES);

  private static final Pattern CHANGED =
      Pattern.compile(
          "kvm_apicv_inhibit_changed: (set|cleared) reason=(\\d{1,2}), inhibits=0x([0-9a-f]{1,16})"
              + "(?![0-9a-f])(.{0,400})");

  private static final Pattern REQUEST =
      Pattern.compile("kvm_apicv_update_request: (activate|deactivate) reason=(\\d{1,2})(?!\\d)");

  /// Reads a trace.
  public static InhibitEvents parse(Content content) {
    Reader reader = new Reader();
    for (int number = 0; number < content.lines().size(); number++) {
      reader.line(content.lines().get(number), content.at(number));
    }
    return reader.events();
  }

  /// The event tells the mask of the whole machine but not which machine: an event belongs to the
  /// one whose mask differs from the event's by just the reason that changed.
  private static final class Reader {
    private final List<Mask> masks = new ArrayList<>();
    private final List<Evidence> unclear = new ArrayList<>();
    private final Map<String, Evidence> routes = new LinkedHashMap<>();
    private final Map<String, Evidence> unrouted = new LinkedHashMap<>();
    private boolean known;

    void line(String line, Evidence evidence) {
      if (line.contains("kvm_apicv_")) {
        inhibit(line, evidence);
      } else if (line.contains("kvm_pi_irte_update:")) {
        String interrupt = Text.after(line, "for irq ");
        boolean posted = line.contains("enabled and being updated");
        (posted ? routes : unrouted).put(interrupt, evidence);
        (posted ? unrouted : routes).remove(interrupt);
      } else if (line.contains("[LOST ") && line.contains(" EVENTS]")) {
        unclear.add(evidence);
      }
    }

    private void inhibit(String line, Evidence evidence) {
      Matcher changed = CHANGED.matcher(line);
      if (changed.find()) {
        int reason = Integer.parseInt(changed.group(2));
        long mask = Text.bits(changed.group(3));
        boolean set = changed.group(1).equals("set");
        if (reason < Long.SIZE) {
          replace(set ? mask & ~bit(reason) : mask | bit(reason), mask, names(changed), evidence);
          return;
        }
      }
      Matcher request = REQUEST.matcher(line);
      if (request.find() && Integer.parseInt(request.group(2)) < Long.SIZE) {
        long reason = bit(Integer.parseInt(request.group(2)));
        boolean set = request.group(1).equals("deactivate");
        replace(set ? 0 : reason, set ? reason : 0, List.of(), evidence);
        return;
      }
      if (line.contains("kvm_apicv_inhibit_changed:")
          || line.contains("kvm_apicv_update_request:")) {
        unclear.add(evidence);
      }
    }

    private static long bit(int number) {
      return 1L << number;
    }

    private static List<String> names(Matcher changed) {
      List<String> names = new ArrayList<>(Text.words(changed.group(4).replaceAll("[|,]", " ")));
      names.retainAll(NAMES);
      return names;
    }

    private void replace(long before, long after, List<String> names, Evidence evidence) {
      known = true;
      masks.stream().filter(mask -> mask.bits() == before).findFirst().ifPresent(masks::remove);
      masks.add(new Mask(after, names, evidence));
    }

    InhibitEvents events() {
      List<Mask> active = masks.stream().filter(mask -> mask.bits() != 0).toList();
      return new InhibitEvents(known, active, List.copyOf(unclear), routes, unrouted);
    }
  }

  /// The first event that was not understood, or loss of events, where there is one.
  public Optional<Evidence> firstUnclear() {
    return unclear.stream().findFirst();
  }
}
