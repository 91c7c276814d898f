package org.pirouette.host.record;

import java.time.Duration;
import java.util.Optional;

/// How to record.
///
/// @param duration after which it ends by itself
/// @param last how much is kept, where only the last is wanted
/// @param mostBytes of the file, or of the window in memory
/// @param ringBytes of the ring of each CPU, a power of two of pages
public record RecordOptions(
    Optional<Duration> duration, Optional<Duration> last, long mostBytes, long ringBytes) {}
