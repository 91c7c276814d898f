package org.pirouette.host.collect;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pirouette.host.source.InhibitEvents;

/// A text trace: only the events that doctor reads, with their numbers. Names of tasks, markers and
/// all other events are left out.
final class TraceRule implements Rule {
  private static final Pattern PLACE =
      Pattern.compile("-(\\d{1,10})\\s.{0,40}?\\[(\\d{1,5})] .{0,12}?(\\d{1,9}\\.\\d{1,9}): ");

  private static final Pattern INHIBIT =
      Pattern.compile(
          "kvm_apicv_inhibit_changed: (set|cleared) reason=(\\d{1,3}), inhibits=(0x[0-9a-f]{1,16})"
              + "([ A-Z_|,]{0,400})");

  private static final Pattern REQUEST =
      Pattern.compile("kvm_apicv_update_request: (?:de)?activate reason=\\d{1,3}");

  private static final Pattern ROUTE =
      Pattern.compile(
          "kvm_pi_irte_update: (?:VT-d )?PI is (?:enabled and being updated|disabled) for irq"
              + " \\d{1,6}, vcpu -?\\d{1,6}, gsi: 0x[0-9a-f]{1,8}, gvec: 0x[0-9a-f]{1,4}");

  @Override
  public List<String> apply(List<String> lines) {
    List<String> kept = new ArrayList<>();
    for (String line : lines) {
      if (line.strip().equals("# tracer: nop")) {
        kept.add("# tracer: nop");
      }
      String event = line.contains(": kvm_") || line.startsWith("kvm_") ? event(line) : "";
      if (!event.isEmpty()) {
        kept.add(place(line) + event);
      }
    }
    return kept;
  }

  private static String place(String line) {
    Matcher place = PLACE.matcher(line);
    return place.find()
        ? "task-%s [%s] ..... %s: ".formatted(place.group(1), place.group(2), place.group(3))
        : "task-1 [000] ..... 0.0: ";
  }

  private static String event(String line) {
    Matcher inhibit = INHIBIT.matcher(line);
    if (inhibit.find()) {
      String names = Allowed.words(inhibit.group(4), InhibitEvents.NAMES_OF_REASONS);
      return ("kvm_apicv_inhibit_changed: " + inhibit.group(1) + " reason=" + inhibit.group(2))
          + (", inhibits=" + inhibit.group(3) + (names.isEmpty() ? "" : " " + names));
    }
    Matcher request = REQUEST.matcher(line);
    if (request.find()) {
      return request.group();
    }
    Matcher route = ROUTE.matcher(line);
    return route.find() ? route.group() : "";
  }
}
