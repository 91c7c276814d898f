/// Prints what doctor found: as text and as JSON.
@NullMarked
package org.pirouette.report.doctor;

import org.jspecify.annotations.NullMarked;
