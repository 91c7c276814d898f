package org.pirouette.host.collect;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The sentences about what was not seen that a collection may hold: those that doctor itself
/// wrote.
final class Obstacle {
  private static final List<Pattern> SENTENCES =
      List.of(
          Pattern.compile("not run as root: [a-zA-Z ',();:-]{1,200}"),
          Pattern.compile("(debugfs|tracefs) is not mounted: [a-zA-Z ',;:/-]{1,200}"),
          Pattern.compile(
              "kernel lockdown refuses \\d{1,7} KVM counter files [a-zA-Z ',;-]{1,200}"),
          Pattern.compile("the kernel is locked down: [a-zA-Z ',;-]{1,200}"),
          Pattern.compile("the kernel log cannot be read"));

  private static final List<String> REASONS =
      List.of(
          "permission denied",
          "not permitted (kernel lockdown closes such files)",
          "gone while being read",
          "not a regular file",
          "is a directory",
          "longer than the limit: read in part");

  private Obstacle() {}

  /// The sentence, as far as it is doctor's own.
  static Optional<String> known(String obstacle) {
    String sentence =
        obstacle.startsWith("the kernel log cannot be read")
            ? "the kernel log cannot be read"
            : obstacle;
    return SENTENCES.stream().anyMatch(own -> own.matcher(sentence).matches())
        ? Optional.of(sentence)
        : Optional.empty();
  }

  /// The reason in doctor's own words.
  static String reason(String reason) {
    return REASONS.contains(reason) ? reason : "could not be read";
  }
}
