/// The one way in which Pirouette writes a file: the old content stands until the new one is whole.
@NullMarked
package org.pirouette.report.file;

import org.jspecify.annotations.NullMarked;
