/// Reports of other tools, as tables: read as summaries.
@NullMarked
package org.pirouette.trace.table;

import org.jspecify.annotations.NullMarked;
