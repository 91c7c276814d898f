package org.pirouette.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.Role;
import org.pirouette.report.compare.Baseline;
import org.pirouette.report.compare.CostText;
import org.pirouette.report.compare.Decision;
import org.pirouette.report.compare.Sensitivity;
import org.pirouette.report.text.JsonTree;
import org.pirouette.settings.costs.CostProfiles;
import org.pirouette.settings.yaml.YamlProblem;
import org.pirouette.simulate.ModeSummary;
import org.pirouette.simulate.RunOptions;
import org.pirouette.simulate.run.Comparison;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.workload.replay.Reproduction;
import org.pirouette.workload.replay.Trust;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;

/// What a decision is made for: the host as doctor saw it, and how many machines and hosts.
public final class DecisionOptions {
  private static final int MOST = 10_000_000;

  @Option(
      names = "--host",
      paramLabel = "FILE",
      description =
          "What 'pirouette doctor --json' found on your host: the baseline is what it does today.")
  private @Nullable Path host;

  @Option(
      names = "--vms",
      paramLabel = "N",
      description = "Count the gain for N virtual machines like those of the workload.")
  private @Nullable Integer machines;

  @Option(
      names = "--hosts",
      paramLabel = "M",
      description = "With --vms: spread over M hosts (default: 1).")
  private @Nullable Integer hosts;

  /// Made by picocli, which sets the options.
  public DecisionOptions() {}

  /// Refuses numbers and files that cannot be meant, before the work is done.
  public void check() throws UserError {
    check("--vms", machines);
    check("--hosts", hosts);
    if (hosts != null && machines == null) {
      throw new UserError("--hosts says over how many hosts --vms are spread; give --vms, too.");
    }
    if (host != null && !Files.isReadable(host)) {
      throw new UserError(
          "--host: no file '%s' that can be read; 'pirouette doctor --json > %s' on the host makes one."
              .formatted(host, host));
    }
  }

  private static void check(String option, @Nullable Integer value) throws UserError {
    if (value != null && (value < 1 || value > MOST)) {
      throw new UserError("%s must be from 1 to %,d, found %,d.".formatted(option, MOST, value));
    }
  }

  /// The mode that the gain is counted against: that of the recording, of the host, or the first
  /// that the user named; else what most hosts do.
  ///
  /// @param recorded how a recording was reproduced, if the workload is one
  /// @param named whether the user named the modes
  public Baseline baseline(List<ModeSummary> modes, Optional<Reproduction> recorded, boolean named)
      throws UserError, IOException {
    if (recorded.isPresent()) {
      DeliveryMode mode = recorded.get().recordedMode();
      return modes.stream().anyMatch(summary -> summary.mode() == mode)
          ? new Baseline(mode, "the mode of the recording")
          : Baseline.first(modes);
    }
    if (host != null) {
      return ofHost(host, modes);
    }
    return named ? Baseline.first(modes) : Baseline.usual(modes);
  }

  private static Baseline ofHost(Path file, List<ModeSummary> modes) throws UserError, IOException {
    Map<String, @Nullable Object> document;
    try (InputStream in = Files.newInputStream(file)) {
      document = JsonTree.read(in);
    } catch (JacksonException notJson) {
      throw new UserError(
          "--host: '%s' is not JSON; 'pirouette doctor --json' writes what is expected here."
              .formatted(file),
          notJson);
    }
    if (!"pirouette.doctor".equals(document.get("schema"))) {
      throw new UserError(
          "--host: '%s' is not what 'pirouette doctor --json' writes: its schema is %s."
              .formatted(file, document.get("schema")));
    }
    Architecture architecture = modes.getFirst().mode().architecture();
    if (!architecture.key().equals(document.get("platform"))) {
      throw new UserError(
          "--host: doctor examined a host of platform '%s', and the workload's modes are those of %s; choose a scenario of that platform."
              .formatted(document.get("platform"), architecture));
    }
    Optional<Role> role = role(document);
    if (role.isEmpty()) {
      Baseline usual = Baseline.usual(modes);
      return new Baseline(usual.mode(), "assumed, doctor could not tell");
    }
    return Baseline.withRole(role.get(), "as doctor found", modes)
        .orElseThrow(
            () ->
                new UserError(
                    "--host: the host delivers in a mode that is not among those compared; leave"
                        + " --modes out."));
  }

  private static Optional<Role> role(Map<String, @Nullable Object> document) {
    if ("in-use".equals(document.get("verdict"))) {
      return Optional.of(Role.DIRECT);
    }
    return switch (String.valueOf(document.get("vcpuPosting"))) {
      case "on" -> Optional.of(Role.HOST_DELIVERED);
      case "off", "inhibited", "not-available" -> Optional.of(Role.BASELINE);
      default -> Optional.empty();
    };
  }

  /// What the comparison means; empty where there is nothing to decide: no direct mode was
  /// compared, the baseline is that one already, or nothing happened.
  public Optional<Decision> decide(
      Comparison comparison,
      Baseline baseline,
      Optional<Reproduction> recorded,
      String workload,
      RunOptions options)
      throws YamlProblem {
    Optional<ModeSummary> direct = Decision.direct(comparison, baseline);
    if (direct.isEmpty()) {
      return Optional.empty();
    }
    Optional<Trust> trust = recorded.map(it -> it.trust().get(it.indexOf(Role.DIRECT)));
    // a recording is as long as it is, and brings its own costs
    List<CostProfile> profiles =
        recorded.isPresent() ? List.of() : profiles(baseline.mode().architecture());
    Optional<Sensitivity> rates =
        recorded.isPresent()
            ? Optional.empty()
            : Optional.of(
                Sensitivity.overRates(
                    comparison.scenario(),
                    comparison.costs(),
                    baseline.mode(),
                    direct.get().mode(),
                    options,
                    () -> {}));
    return Optional.of(
        new Decision(
            baseline.in(comparison.modes()),
            direct.get(),
            baseline,
            comparison.scenario().machines().size(),
            Decision.overProfiles(comparison, baseline, direct.get(), profiles, options),
            rates,
            machines == null
                ? Optional.empty()
                : Optional.of(new Decision.Fleet(machines, hosts == null ? 1 : hosts)),
            trust
                .filter(it -> !it.trusted())
                .map(Trust::reason)
                .or(() -> Decision.tooFew(comparison)),
            recorded.map(Reproduction::inhibited).orElse(""),
            trust
                .map(it -> it.verdict().words() + ": " + it.reason())
                .orElseGet(() -> ofScenario(comparison.costs())),
            next(recorded, workload)));
  }

  private static String ofScenario(CostProfile costs) {
    return "a model: %s; a recording of yours tells more".formatted(CostText.sourced(costs));
  }

  private String next(Optional<Reproduction> recorded, String workload) {
    if (recorded.filter(it -> !it.inhibited().isEmpty()).isPresent()) {
      return "'pirouette doctor --vm DEFINITION': what in the machine's definition inhibits it?";
    }
    if (recorded.isPresent()) {
      return "'pirouette compare %s --json > prediction.json', change the host, record again, 'pirouette exits AFTER prediction.json'."
          .formatted(workload);
    }
    return host == null
        ? "'pirouette doctor' on the host: can it post?"
        : "'pirouette record -o before.data' on the host, then 'pirouette compare before.data'.";
  }

  private static List<CostProfile> profiles(Architecture architecture) throws YamlProblem {
    List<CostProfile> profiles = new ArrayList<>();
    for (String name : CostProfiles.names()) {
      CostProfile profile = CostProfiles.find(name);
      if (profile.architecture() == architecture) {
        profiles.add(profile);
      }
    }
    return profiles;
  }

  /// The file that says what the host does, if one was given: it is read, so nothing may be written
  /// over it.
  public @Nullable Path hostFile() {
    return host;
  }
}
