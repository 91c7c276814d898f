package org.pirouette.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.Architectures;
import org.pirouette.protocol.kvm.Architecture;
import picocli.CommandLine.Option;

/// Another architecture than the scenario's.
final class ArchitectureOption {
  @Option(
      names = "--architecture",
      paramLabel = "NAME",
      description =
          "Take a host of this architecture in place of the scenario's, with its delivery modes and"
              + " costs, for example amd.")
  private @Nullable String name;

  /// The architecture, if one was given.
  Optional<Architecture> wanted() throws UserError {
    if (name == null) {
      return Optional.empty();
    }
    Optional<Architecture> found = Architectures.find(name);
    if (found.isEmpty()) {
      throw new UserError(
          "no architecture '%s'. There are: %s."
              .formatted(name, String.join(", ", Architectures.keys())));
    }
    return found;
  }
}
