package org.pirouette.host.collect;

import java.util.List;

/// What of one file may be sent to someone: an allow-list. It gives only what it knows to be needed
/// and harmless; all else is left out or shown as `x`. Pure; never throws for odd lines.
@FunctionalInterface
interface Rule {
  /// The lines that may be sent.
  ///
  /// @param lines as read
  List<String> apply(List<String> lines);

  /// A rule that looks at one line at a time.
  static Rule each(LineRule rule) {
    return lines -> lines.stream().map(rule::apply).filter(line -> !line.isEmpty()).toList();
  }

  /// What of one line may be sent.
  @FunctionalInterface
  interface LineRule {
    /// The line, or the empty string where nothing of it may be sent.
    String apply(String line);
  }
}
