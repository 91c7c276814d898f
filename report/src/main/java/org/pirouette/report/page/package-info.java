/// The pages of the commands: which figures of a result are shown, in which plot, in which words.
@NullMarked
package org.pirouette.report.page;

import org.jspecify.annotations.NullMarked;
