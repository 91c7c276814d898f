/// The accounting: which exits, why, and what they cost.
@NullMarked
package org.pirouette.trace.exits;

import org.jspecify.annotations.NullMarked;
