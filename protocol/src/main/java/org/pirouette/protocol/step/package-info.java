/// Atomic steps on shared words, the programs made of them, and the machine that takes them.
@NullMarked
package org.pirouette.protocol.step;

import org.jspecify.annotations.NullMarked;
