/// Damaged inputs for all commands, in one process; `bench/fuzz` runs it for as long as wanted.
@NullMarked
package org.pirouette.cli.fuzz;

import org.jspecify.annotations.NullMarked;
