/// YAML that people write: read with the place of each word, so that a mistake is told by file,
/// line, column and the nearest valid word.
@NullMarked
package org.pirouette.settings.yaml;

import org.jspecify.annotations.NullMarked;
