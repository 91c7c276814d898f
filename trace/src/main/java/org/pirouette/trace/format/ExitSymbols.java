package org.pirouette.trace.format;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pirouette.trace.event.Architecture;
import org.pirouette.trace.event.ReasonDictionary;

/// Takes the names of exit reasons out of the print format of `kvm_exit`, so that reasons newer
/// than this program have the name that the recorded kernel gives them.
final class ExitSymbols {
  private static final Pattern SYMBOL =
      Pattern.compile(
          "\\{\\s*(0x[0-9a-fA-F]{1,8}|\\d{1,9})(?:\\s*\\+\\s*(\\d{1,4}))?\\s*,\\s*\"([^\"]{1,64})\"\\s*\\}");
  private static final int MOST_TEXT = 1 << 16;

  private ExitSymbols() {}

  /// Tells the dictionary the reasons it does not know.
  ///
  /// @param format the text of the `format` file of `kvm_exit`
  static void learn(String format, ReasonDictionary reasons) {
    int vmx = format.indexOf("isa == 1");
    int first = format.indexOf("__print_symbolic(", Math.max(0, vmx));
    int second = first < 0 ? -1 : format.indexOf("__print_symbolic(", first + 1);
    if (vmx < 0 || second < 0) {
      return;
    }
    learn(format.substring(first, second), Architecture.VMX, reasons);
    int end = Math.min(format.length(), second + MOST_TEXT);
    int flags = format.indexOf("__print_flags(", second);
    learn(format.substring(second, flags < 0 ? end : flags), Architecture.SVM, reasons);
  }

  /// Decimal, or hexadecimal behind 0x; a leading zero means nothing here.
  private static long number(String text) {
    return text.startsWith("0x") || text.startsWith("0X")
        ? Long.parseLong(text.substring(2), 16)
        : Long.parseLong(text);
  }

  private static void learn(String table, Architecture architecture, ReasonDictionary reasons) {
    Matcher symbol = SYMBOL.matcher(table);
    while (symbol.find()) {
      try {
        long code = number(symbol.group(1));
        if (symbol.group(2) != null) {
          code += number(symbol.group(2));
        }
        reasons.learn(architecture, code, symbol.group(3));
      } catch (NumberFormatException tooLong) {
        continue; // no code of an exit
      }
    }
  }
}
