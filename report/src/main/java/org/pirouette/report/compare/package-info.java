/// Shows a comparison of delivery modes: side by side as text, as JSON, and with what it says about
/// the statements that are made about posted interrupts.
@NullMarked
package org.pirouette.report.compare;

import org.jspecify.annotations.NullMarked;
