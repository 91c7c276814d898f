/// The explorer against programs whose answers are known.
@NullMarked
package org.pirouette.prove.explore;

import org.jspecify.annotations.NullMarked;
