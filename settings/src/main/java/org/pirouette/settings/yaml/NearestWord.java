package org.pirouette.settings.yaml;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// Finds the word that the user probably meant.
public final class NearestWord {
  private NearestWord() {}

  /// The valid word that takes the fewest single-letter insertions, deletions, changes and swaps of
  /// neighbours to reach, or that the given word abbreviates; empty if none comes near (more than
  /// 40 % of its letters are different).
  public static Optional<String> of(String word, Collection<String> valid) {
    String best = null;
    int bestDistance = Integer.MAX_VALUE;
    String wanted = normal(word);
    for (String candidate : valid) {
      String normal = normal(candidate);
      int distance = distance(wanted, normal);
      if (wanted.length() >= 3 && (normal.startsWith(wanted) || normal.endsWith(wanted))) {
        distance = Math.min(distance, 1);
      }
      if (distance < bestDistance && distance <= Math.max(1, normal.length() * 2 / 5)) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return Optional.ofNullable(best);
  }

  /// `; did you mean 'x'?` or an empty text, to be put at the end of a sentence about a wrong word.
  static String suggestion(String word, Collection<String> valid) {
    return of(word, valid).map(near -> "; did you mean '" + near + "'?").orElse("");
  }

  private static String normal(String word) {
    return word.toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
  }

  private static int distance(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      cost[i][0] = i;
    }
    for (int j = 0; j <= to.length(); j++) {
      cost[0][j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      for (int j = 1; j <= to.length(); j++) {
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int least = Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1);
        least = Math.min(least, cost[i - 1][j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && from.charAt(i - 1) == to.charAt(j - 2)
                && from.charAt(i - 2) == to.charAt(j - 1);
        cost[i][j] = swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
      }
    }
    return cost[from.length()][to.length()];
  }
}
