/// What `compare` is given, and simulations with progress and a clean stop.
@NullMarked
package org.pirouette.cli.compare;

import org.jspecify.annotations.NullMarked;
