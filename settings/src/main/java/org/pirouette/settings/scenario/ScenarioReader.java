package org.pirouette.settings.scenario;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pirouette.protocol.Architectures;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.settings.costs.CostProfiles;
import org.pirouette.settings.yaml.Quantity;
import org.pirouette.settings.yaml.TextFile;
import org.pirouette.settings.yaml.YamlDocument;
import org.pirouette.settings.yaml.YamlMap;
import org.pirouette.settings.yaml.YamlProblem;
import org.pirouette.simulate.scenario.Host;
import org.pirouette.simulate.scenario.Scenario;
import org.pirouette.simulate.scenario.VirtualMachine;
import org.pirouette.trace.input.InputName;

/// Reads a scenario from YAML. `pirouette scenarios --print NAME` prints one to start from; every
/// key is described in docs/scenarios.md.
public final class ScenarioReader {
  /// CONFIG_HZ of a Linux whose configuration says nothing else (kernel/Kconfig.hz).
  private static final double LINUX_TICK = 250;

  private static final double SECOND = 1e9;

  private ScenarioReader() {}

  /// Reads a scenario file.
  ///
  /// @throws YamlProblem with file, line and column of the mistake, or if it cannot be read
  public static ScenarioFile read(Path file) throws YamlProblem {
    return read(file, Optional.empty());
  }

  /// Reads a scenario file, for a host of another architecture than it says if one is given: with
  /// that one's delivery modes and costs in place of those in the file.
  ///
  /// @throws YamlProblem with file, line and column of the mistake, or if it cannot be read
  public static ScenarioFile read(Path file, Optional<Architecture> wanted) throws YamlProblem {
    return read(InputName.of(file), TextFile.read(file, "a scenario"), wanted);
  }

  /// Reads a scenario from a text.
  ///
  /// @param file the name to show in messages
  public static ScenarioFile read(String file, String text) throws YamlProblem {
    return read(file, text, Optional.empty());
  }

  static ScenarioFile read(String file, String text, Optional<Architecture> wanted)
      throws YamlProblem {
    YamlMap root =
        YamlDocument.read(file, text)
            .keys(
                "name", "description", "host", "vms", "modes", "costs", "duration", "replications");
    Architecture written = architecture(root);
    Architecture architecture = wanted.orElse(written);
    Host host = host(root, architecture);
    List<VirtualMachine> machines = machines(root, host);
    List<DeliveryMode> modes = root.words("modes", "word", written.modes(), DeliveryMode::key);
    boolean own = architecture == written;
    double duration = root.quantity("duration", Quantity.TIME, 0.05 * SECOND);
    if (duration < 1_000 || duration > 3_600 * SECOND) {
      throw root.problem("duration", "'duration' must be from 1 us to 3600 s");
    }
    Scenario scenario;
    try {
      scenario =
          new Scenario(
              root.text("name", file),
              root.text("description", "").strip(),
              host,
              machines,
              modes.isEmpty() || !own ? architecture.modes() : modes);
    } catch (IllegalArgumentException impossible) {
      throw root.problem("vms", impossible);
    }
    return new ScenarioFile(
        scenario,
        text,
        own
            ? root.text("costs", CostProfiles.forScenarios(architecture))
            : CostProfiles.forScenarios(architecture),
        Math.round(duration),
        root.integer("replications", 5, 1, 1000));
  }

  private static YamlMap hostMap(YamlMap root) throws YamlProblem {
    return root.map("host")
        .orElseThrow(() -> root.problem("host", "'host' is missing in the file"))
        .keys(
            "architecture",
            "pcpus",
            "frequency",
            "time-slice",
            "tick",
            "halt-polling",
            "interrupt-pcpu",
            "waiting-guests");
  }

  private static Architecture architecture(YamlMap root) throws YamlProblem {
    return hostMap(root)
        .word(
            "architecture",
            "architecture",
            Architectures.all(),
            Architecture::key,
            Architectures.usual());
  }

  private static Host host(YamlMap root, Architecture architecture) throws YamlProblem {
    YamlMap map = hostMap(root);
    int processors = map.integer("pcpus", 2, 1, 1024);
    double frequency = map.quantity("frequency", Quantity.FREQUENCY, 3e9);
    double tickRate = map.quantity("tick", Quantity.RATE, LINUX_TICK);
    double halt = map.quantity("halt-polling", Quantity.TIME, 200_000);
    int interruptProcessor =
        map.integer("interrupt-pcpu", processors - 1, 0, Math.max(0, processors - 1));
    try {
      return new Host(
          architecture,
          processors,
          Math.round(frequency),
          Math.round(map.quantity("time-slice", Quantity.TIME, 3e6)),
          tickRate == 0 ? 0 : Math.round(SECOND / tickRate),
          haltPolling(Math.round(halt)),
          interruptProcessor,
          map.word("waiting-guests", DeliveryMode.Waiting.class, DeliveryMode.Waiting.DEFAULT));
    } catch (IllegalArgumentException impossible) {
      throw root.problem("host", impossible);
    }
  }

  private static Host.HaltPolling haltPolling(long maximum) {
    Host.HaltPolling linux = Host.HaltPolling.LINUX;
    return maximum == 0
        ? Host.HaltPolling.OFF
        : new Host.HaltPolling(
            maximum, Math.min(maximum, linux.startNanoseconds()), linux.grow(), linux.shrink());
  }

  private static List<VirtualMachine> machines(YamlMap root, Host host) throws YamlProblem {
    List<YamlMap> maps = root.maps("vms");
    if (maps.isEmpty()) {
      throw root.problem("vms", "'vms' must hold at least one virtual machine");
    }
    List<VirtualMachine> machines = new ArrayList<>();
    for (YamlMap map : maps) {
      machines.add(MachineReader.read(map, "vm" + machines.size(), host));
    }
    return machines;
  }
}
