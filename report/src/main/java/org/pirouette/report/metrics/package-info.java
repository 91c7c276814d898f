/// What is measured on a host as metrics for Prometheus.
@NullMarked
package org.pirouette.report.metrics;

import org.jspecify.annotations.NullMarked;
