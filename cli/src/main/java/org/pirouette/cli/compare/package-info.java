/// Runs comparisons: scenarios and recordings, with progress and a clean stop.
@NullMarked
package org.pirouette.cli.compare;

import org.jspecify.annotations.NullMarked;
