/// Scenarios and cost profiles as files: what a user writes, checked and turned into the values
/// that the simulator takes; and the built-in ones.
@NullMarked
package org.pirouette.settings.scenario;

import org.jspecify.annotations.NullMarked;
