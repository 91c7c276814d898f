package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Keeps docs/claims.md true: simulates again, writes the table anew, and holds it against the
/// file. The words must be the same and each figure within 5 %.
///
/// After a change that moves figures on purpose: run it with `-Dpirouette.claims=write`.
class ClaimsTest {
  private static final Pattern NUMBER = Pattern.compile("[0-9]+(?:\\.[0-9]+)?");
  private static final double TOLERANCE = 0.05;

  @Test
  void theTableOfClaimsSaysWhatIsSimulated() throws Exception {
    Path file = Path.of(System.getProperty("pirouette.root"), "docs", "claims.md");
    String now = ClaimsTable.render();
    if ("write".equals(System.getProperty("pirouette.claims"))) {
      Files.writeString(file, now);
    }
    String written = Files.readString(file);
    assertThat(words(written)).isEqualTo(words(now));
    List<Double> expected = numbers(written);
    List<Double> found = numbers(now);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(Math.abs(found.get(i) - expected.get(i)))
          .as("figure %d of docs/claims.md: written %s, now %s", i, expected.get(i), found.get(i))
          .isLessThanOrEqualTo(Math.max(0.02, TOLERANCE * expected.get(i)));
    }
  }

  private static String words(String text) {
    return NUMBER.matcher(text).replaceAll("#");
  }

  private static List<Double> numbers(String text) {
    return new ArrayList<>(
        NUMBER.matcher(text).results().map(MatchResult::group).map(Double::valueOf).toList());
  }
}
