/// Replays the workload of a recording in simulated time, with the costs measured in it: first in
/// the delivery mode in which it was recorded, which shows whether the simulation reproduces it,
/// then in the others, each prediction with how far it can be trusted.
@NullMarked
package org.pirouette.workload.replay;

import org.jspecify.annotations.NullMarked;
