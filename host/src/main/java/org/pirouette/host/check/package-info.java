/// The chain of checks: what must hold for posted interrupts, in order of dependence, and what
/// follows from it. How to add a check: `docs/doctor.md`.
@NullMarked
package org.pirouette.host.check;

import org.jspecify.annotations.NullMarked;
