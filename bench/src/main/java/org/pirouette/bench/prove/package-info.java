/// The explorer of `prove` beside SPIN's compiled verifier.
@NullMarked
package org.pirouette.bench.prove;

import org.jspecify.annotations.NullMarked;
