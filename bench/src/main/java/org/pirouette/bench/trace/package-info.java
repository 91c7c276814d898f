/// How fast recordings are read and accounted, beside `perf`.
@NullMarked
package org.pirouette.bench.trace;

import org.jspecify.annotations.NullMarked;
