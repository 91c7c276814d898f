package org.pirouette.trace.format;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pirouette.trace.event.InhibitReasons;

/// Takes the names of inhibit reasons out of the print format of `kvm_apicv_inhibit_changed`:
///
/// ```
/// __print_flags(REC->inhibits, "|", { (1UL << (APICV_INHIBIT_REASON_DISABLED)), "DISABLED" }, ...
/// ```
///
/// A bit that stands there as an enumerator without its number is told by its place in the list.
final class InhibitSymbols {
  private static final Pattern SYMBOL =
      Pattern.compile("\\{([^{}\"]{1,200}),\\s*\"([^\"]{1,64})\"\\s*\\}");
  private static final Pattern SHIFT = Pattern.compile("<<\\s*\\(*\\s*(\\d{1,2})\\b");
  private static final Pattern MASK =
      Pattern.compile("^\\s*\\(*\\s*(0x[0-9a-fA-F]{1,15}|\\d{1,18})");

  private InhibitSymbols() {}

  /// Tells the names.
  ///
  /// @param format the text of the event's `format` file
  static void learn(String format, InhibitReasons reasons) {
    int flags = format.indexOf("__print_flags(");
    if (flags < 0) {
      return;
    }
    Matcher symbol = SYMBOL.matcher(format).region(flags, format.length());
    for (int place = 0; place < Long.SIZE && symbol.find(); place++) {
      reasons.learn(bit(symbol.group(1), place), symbol.group(2));
    }
  }

  private static int bit(String expression, int place) {
    Matcher shift = SHIFT.matcher(expression);
    if (shift.find()) {
      return Integer.parseInt(shift.group(1));
    }
    if (expression.contains("<<")) {
      return place;
    }
    Matcher mask = MASK.matcher(expression);
    return mask.find() ? Long.numberOfTrailingZeros(Long.decode(mask.group(1))) : place;
  }
}
