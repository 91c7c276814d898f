package org.pirouette.host.definition;

import java.util.List;
import java.util.Optional;
import org.pirouette.host.tree.Content;

/// Reads definitions of virtual machines, whatever their syntax.
public final class Definitions {
  private static final int LINES = 20_000;

  private static final List<DefinitionReader> READERS =
      List.of(
          new LibvirtDefinition(),
          new JsonDefinition(),
          new QemuDefinition(),
          new ProxmoxDefinition());

  private Definitions() {}

  /// Reads a definition.
  ///
  /// @return empty if the file holds none of a known syntax
  public static Optional<Definition> read(Content content) {
    List<String> lines = content.lines().stream().limit(LINES).toList();
    for (DefinitionReader reader : READERS) {
      Optional<Definition> read = reader.read(content.path(), lines);
      if (read.isPresent()) {
        return read;
      }
    }
    return Optional.empty();
  }
}
