/// Explores every interleaving of the protocol's step programs.
@NullMarked
package org.pirouette.prove;

import org.jspecify.annotations.NullMarked;
