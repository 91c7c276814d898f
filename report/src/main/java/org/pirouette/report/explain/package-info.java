/// Follows one interrupt through a delivery mode, step by step.
///
/// The steps are those of the protocol's programs, run one at a time by a [Director]; the bits are
/// named by the model's field lists. Nothing here knows a rule of its own.
@NullMarked
package org.pirouette.report.explain;

import org.jspecify.annotations.NullMarked;
