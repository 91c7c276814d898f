/// Bytes of a recording: files, compressed files, standard input.
@NullMarked
package org.pirouette.trace.input;

import org.jspecify.annotations.NullMarked;
