package org.pirouette.cli.situation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.pirouette.protocol.kvm.Features;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.Limits;
import org.pirouette.protocol.kvm.MachineBuilder;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.MachineConfiguration.Device;
import org.pirouette.protocol.kvm.MachineConfiguration.Path;
import org.pirouette.protocol.kvm.MachineConfiguration.VirtualProcessor;
import org.pirouette.prove.Situation;
import org.pirouette.prove.explore.MemoryModel;
import org.pirouette.prove.rule.ProvenArchitecture;
import org.pirouette.settings.yaml.YamlDocument;
import org.pirouette.settings.yaml.YamlMap;
import org.pirouette.settings.yaml.YamlProblem;

/// Reads a situation from YAML. docs/prove.md describes the keys; every mistake is told with its
/// line, its column and the nearest valid word.
public final class SituationReader {
  private static final int MOST_PROCESSORS = 8;
  private static final int MOST_BUDGET = 14;

  /// What counts for a guest's timer, as words of the file.
  private enum TimerBacking {
    HRTIMER,
    PREEMPTION_TIMER
  }

  private final ProvenArchitecture architecture;
  private final YamlMap file;
  private final int processors;

  private SituationReader(ProvenArchitecture architecture, YamlMap file) throws YamlProblem {
    this.architecture = architecture;
    this.file =
        file.keys(
            "name",
            "title",
            "arrows",
            "mutants",
            "memory-model",
            "processors",
            "vcpus",
            "devices",
            "ipis",
            "vectors",
            "features",
            "limits");
    processors = file.integer("processors", 1, 1, MOST_PROCESSORS);
  }

  /// Reads a situation.
  ///
  /// @param architecture whose situation it is
  /// @param fileName for messages, and the situation's name if the file gives none
  public static Situation read(ProvenArchitecture architecture, String fileName, String text)
      throws YamlProblem {
    String base = fileName.substring(fileName.lastIndexOf('/') + 1).replaceFirst("\\.ya?ml$", "");
    return new SituationReader(architecture, YamlDocument.read(fileName, text)).situation(base);
  }

  private Situation situation(String defaultName) throws YamlProblem {
    String name = file.text("name", defaultName);
    return new Situation(
        architecture,
        name,
        file.text("title", name),
        words("arrows"),
        words("mutants"),
        memoryModel(),
        List.of(),
        machine());
  }

  private List<String> words(String key) throws YamlProblem {
    String text = file.text(key, "");
    return text.isBlank() ? List.of() : List.of(text.strip().split("[ ,]+"));
  }

  private MachineConfiguration machine() throws YamlProblem {
    MachineBuilder builder =
        MachineConfiguration.builder()
            .processors(processors)
            .features(features())
            .limits(limits())
            .ghosts();
    List<YamlMap> vcpus = file.maps("vcpus");
    if (vcpus.isEmpty()) {
      throw file.problem("vcpus", "expected at least one entry under 'vcpus'");
    }
    for (YamlMap vcpu : vcpus) {
      builder.vcpu(vcpu(vcpu));
    }
    for (YamlMap device : file.maps("devices")) {
      builder.device(device(device, vcpus.size()));
    }
    Set<Integer> declared = new TreeSet<>();
    for (YamlMap ipi : file.maps("ipis")) {
      ipi.keys("from", "to", "vector");
      int most = vcpus.size() - 1;
      builder.interProcessorInterrupt(
          ipi.integer("from", 0, 0, most), ipi.integer("to", 0, 0, most), vector(ipi, "vector"));
    }
    for (String word : words("vectors")) {
      declared.add(vector(file, "vectors", word));
    }
    declared.forEach(builder::vector);
    return builder.build();
  }

  private VirtualProcessor vcpu(YamlMap map) throws YamlProblem {
    map.keys("affinity", "timer", "timer-backing");
    List<Integer> affinity = new ArrayList<>(map.integers("affinity", 0, processors - 1));
    if (affinity.isEmpty()) {
      for (int p = 0; p < processors; p++) {
        affinity.add(p);
      }
    }
    return new VirtualProcessor(
        affinity,
        map.has("timer") ? vector(map, "timer") : 0,
        map.word("timer-backing", TimerBacking.class, TimerBacking.HRTIMER)
            == TimerBacking.PREEMPTION_TIMER);
  }

  private Device device(YamlMap map, int vcpus) throws YamlProblem {
    map.keys("vcpu", "vector", "path", "host-processor", "alternate-vcpu", "level");
    int vcpu = map.integer("vcpu", 0, 0, vcpus - 1);
    return new Device(
        vcpu,
        vector(map, "vector"),
        map.word("path", Path.class, Path.POSTED),
        map.integer("host-processor", 0, 0, processors - 1),
        map.integer("alternate-vcpu", vcpu, 0, vcpus - 1),
        map.flag("level", false));
  }

  private MemoryModel memoryModel() throws YamlProblem {
    List<MemoryModel> valid = architecture.memoryModels();
    return file.word("memory-model", "word", valid, YamlMap::word, valid.getFirst());
  }

  private Features features() throws YamlProblem {
    return file.has("features")
        ? architecture.features(
            file.words("features", "word", architecture.featureWords(), word -> word))
        : architecture.usualFeatures();
  }

  private Limits limits() throws YamlProblem {
    Limits limits = Limits.none();
    if (!file.has("limits")) {
      return limits;
    }
    YamlMap map = file.map("limits").orElseThrow();
    List<String> keys = new ArrayList<>();
    for (Limit limit : Limit.values()) {
      keys.add(key(limit));
    }
    map.keys(keys.toArray(String[]::new));
    for (Limit limit : Limit.values()) {
      limits = limits.with(limit, map.integer(key(limit), 0, 0, MOST_BUDGET));
    }
    return limits;
  }

  private static String key(Limit limit) {
    return limit.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static int vector(YamlMap map, String key) throws YamlProblem {
    return vector(map, key, map.text(key));
  }

  private static int vector(YamlMap map, String key, String word) throws YamlProblem {
    int vector;
    try {
      vector =
          word.toLowerCase(Locale.ROOT).startsWith("0x")
              ? Integer.parseInt(word.substring(2), 16)
              : Integer.parseInt(word);
    } catch (NumberFormatException e) {
      vector = -1;
    }
    if (vector < 16 || vector > 255) {
      throw map.problem(
          key,
          "'" + key + "' must be a vector from 16 to 255, as 0x41 or 65, found '" + word + "'");
    }
    return vector;
  }
}
