/// The account of exits as text, JSON and CSV.
@NullMarked
package org.pirouette.report.exits;

import org.jspecify.annotations.NullMarked;
