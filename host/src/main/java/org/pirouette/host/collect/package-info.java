/// A collection of a host: what doctor read, masked, in one file; and reading it back.
@NullMarked
package org.pirouette.host.collect;

import org.jspecify.annotations.NullMarked;
