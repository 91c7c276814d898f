/// A scenario over ranges of its parameters: every combination simulated, and where direct delivery
/// begins to pay.
@NullMarked
package org.pirouette.fleet.sweep;

import org.jspecify.annotations.NullMarked;
