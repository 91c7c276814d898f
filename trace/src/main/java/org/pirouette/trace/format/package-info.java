/// The event formats that binary recordings carry: parsed once, then used to decode records.
@NullMarked
package org.pirouette.trace.format;

import org.jspecify.annotations.NullMarked;
