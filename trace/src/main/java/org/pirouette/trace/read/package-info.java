/// Opens recordings of KVM hosts, whatever their format, and reads them event by event.
///
/// Start at [org.pirouette.trace.read.RecordingReader].
@NullMarked
package org.pirouette.trace.read;

import org.jspecify.annotations.NullMarked;
