package org.pirouette.host.definition;

import java.util.List;
import java.util.Optional;

/// Reads definitions of one syntax.
interface DefinitionReader {
  /// @param source the file's name
  /// @return empty if it is another syntax
  Optional<Definition> read(String source, List<String> lines);
}
