/// The words of recordings: events, their fields, exit reasons, and what every format reads them
/// through.
@NullMarked
package org.pirouette.trace.event;

import org.jspecify.annotations.NullMarked;
