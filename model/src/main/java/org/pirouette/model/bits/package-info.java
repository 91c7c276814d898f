/// What structures of any architecture are made of: bit fields, layouts, sets of vectors.
@NullMarked
package org.pirouette.model.bits;

import org.jspecify.annotations.NullMarked;
