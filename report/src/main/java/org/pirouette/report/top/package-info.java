/// Prints the live table of vCPUs.
@NullMarked
package org.pirouette.report.top;

import org.jspecify.annotations.NullMarked;
