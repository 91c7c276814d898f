/// Turns results into tables, JSON, pages and traces.
@NullMarked
package org.pirouette.report;

import org.jspecify.annotations.NullMarked;
