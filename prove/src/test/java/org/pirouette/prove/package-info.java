/// The protocol's rules and situations.
@NullMarked
package org.pirouette.prove;

import org.jspecify.annotations.NullMarked;
