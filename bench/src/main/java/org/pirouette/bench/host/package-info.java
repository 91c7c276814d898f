/// What watching a host costs the host.
@NullMarked
package org.pirouette.bench.host;

import org.jspecify.annotations.NullMarked;
