/// Latency histograms, and confidence intervals over replications.
@NullMarked
package org.pirouette.simulate.statistics;

import org.jspecify.annotations.NullMarked;
