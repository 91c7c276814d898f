/// The event engine: simulated time and what is to happen when.
@NullMarked
package org.pirouette.simulate.engine;

import org.jspecify.annotations.NullMarked;
