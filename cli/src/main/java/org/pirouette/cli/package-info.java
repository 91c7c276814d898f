/// The commands: parse arguments, call a room, print.
@NullMarked
package org.pirouette.cli;

import org.jspecify.annotations.NullMarked;
