/// Readers of the single sources: each turns the lines of one file into facts with their evidence,
/// and takes what people really have: quoted, truncated, numbered, pasted.
@NullMarked
package org.pirouette.host.source;

import org.jspecify.annotations.NullMarked;
