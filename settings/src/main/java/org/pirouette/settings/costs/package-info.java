/// Cost profiles as files: what each step and each exit costs on a CPU generation, each figure with
/// its source; and the built-in ones.
@NullMarked
package org.pirouette.settings.costs;

import org.jspecify.annotations.NullMarked;
