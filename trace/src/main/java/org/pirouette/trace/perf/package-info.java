/// The binary file of perf record.
@NullMarked
package org.pirouette.trace.perf;

import org.jspecify.annotations.NullMarked;
