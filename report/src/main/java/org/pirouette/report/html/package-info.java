/// Pages with plots: one self-contained file that works from disk, offline, on a phone and on
/// paper.
///
/// A command describes its page by plain values ([Page], [Section], [Block], [Chart], [DataTable]);
/// [PageWriter] makes the file. Plots are drawn in the reader's browser by ECharts, which is
/// embedded; every plot carries its numbers in a table, made from the same values.
@NullMarked
package org.pirouette.report.html;

import org.jspecify.annotations.NullMarked;
