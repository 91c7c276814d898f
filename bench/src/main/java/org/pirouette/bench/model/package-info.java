/// The model against C: JMH benchmarks of the descriptor and the virtual APIC, jcstress tests of
/// the descriptor on real threads.
@NullMarked
package org.pirouette.bench.model;

import org.jspecify.annotations.NullMarked;
