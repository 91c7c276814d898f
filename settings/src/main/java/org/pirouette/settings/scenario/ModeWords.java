package org.pirouette.settings.scenario;

import java.util.ArrayList;
import java.util.List;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.settings.yaml.NearestWord;
import org.pirouette.settings.yaml.YamlProblem;

/// Delivery modes by their words, as options name them.
public final class ModeWords {
  private ModeWords() {}

  /// The modes in the order of the words, each once.
  ///
  /// @throws YamlProblem with a sentence, if the architecture has no mode of a word
  public static List<DeliveryMode> read(Architecture architecture, List<String> words)
      throws YamlProblem {
    List<DeliveryMode> chosen = new ArrayList<>();
    List<String> valid = architecture.modes().stream().map(DeliveryMode::key).toList();
    for (String word : words) {
      int index = valid.indexOf(word.strip());
      if (index < 0) {
        throw new YamlProblem(
            "unknown delivery mode '%s'%s There are: %s."
                .formatted(
                    word,
                    NearestWord.of(word, valid)
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse("."),
                    String.join(", ", valid)));
      }
      DeliveryMode mode = architecture.modes().get(index);
      if (!chosen.contains(mode)) {
        chosen.add(mode);
      }
    }
    return chosen;
  }
}
