/// An explicit-state explorer: every interleaving of the steps of some agents on shared words.
///
/// It knows nothing of interrupts. [Model] is what it explores, [Explorer] how, [Exploration] what
/// came out.
@NullMarked
package org.pirouette.prove.explore;

import org.jspecify.annotations.NullMarked;
