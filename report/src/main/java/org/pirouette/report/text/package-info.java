/// Text for people in a terminal and for programs reading JSON: tables, units, colour, progress.
///
/// Every command prints through this package, so that numbers look the same everywhere: one number
/// has one spelling ([Units]), one table has one layout ([Table]), and colour means the same thing
/// in every command ([Style]).
@NullMarked
package org.pirouette.report.text;

import org.jspecify.annotations.NullMarked;
