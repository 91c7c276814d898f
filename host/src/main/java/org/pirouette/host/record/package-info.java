/// Records what a host's KVM does into a perf.data file.
///
/// [Recorder] opens the events of an [EventPlan] on each CPU, moves the records of the rings to a
/// [RecordFile] and ends it. Records go to the file as the kernel wrote them; nothing is parsed but
/// their headers.
@NullMarked
package org.pirouette.host.record;

import org.jspecify.annotations.NullMarked;
