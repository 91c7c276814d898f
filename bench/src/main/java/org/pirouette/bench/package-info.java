/// Benchmarks against peers; not shipped.
@NullMarked
package org.pirouette.bench;

import org.jspecify.annotations.NullMarked;
