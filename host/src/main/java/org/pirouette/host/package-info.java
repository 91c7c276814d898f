/// Looks at the Linux host below: what it can deliver, and what it delivers.
@NullMarked
package org.pirouette.host;

import org.jspecify.annotations.NullMarked;
