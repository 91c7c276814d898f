package org.pirouette.trace.event;

import java.io.IOException;
import java.util.Collection;

/// One worker's reader of a recording that is read in parts by several threads at once.
///
/// Parts follow each other in time: for each thread of the recording, all events of part n come
/// before all events of part n + 1. Within a part the events of one thread come in time order.
public interface PartReader {
  /// What [#readPart] gives at the end.
  long END = -1;

  /// Reads the next part that no other worker has taken.
  ///
  /// @return the number of the part, from 0 without gaps over all workers; [#END] if there is none
  long readPart(EventSink sink) throws IOException, RecordingException;

  /// The names of the events read so far by this reader, with their counts.
  Collection<EventName> names();
}
