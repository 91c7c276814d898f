/// Situations for `pirouette prove`: the built-in ones, and reading them from YAML.
@NullMarked
package org.pirouette.cli.situation;

import org.jspecify.annotations.NullMarked;
