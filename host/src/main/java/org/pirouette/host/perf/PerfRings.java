package org.pirouette.host.perf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.pirouette.host.linux.PerfDescriptor;
import org.pirouette.host.linux.SystemCalls;

/// Events on all CPUs, one ring per CPU that all of them write to. Not for several threads.
public final class PerfRings implements AutoCloseable {
  private static final int NOT_PERMITTED = 1;

  private final List<Integer> descriptors = new ArrayList<>();
  private final List<PerfRing> rings = new ArrayList<>();
  private final List<MemorySegment> mappings = new ArrayList<>();
  private final List<List<Long>> ids = new ArrayList<>();

  private PerfRings() {}

  /// An event with its filter, empty for none.
  public record Event(EventAttributes attributes, String filter) {}

  /// The kernel refused.
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final int error;

    Refused(String call, int error) {
      super(call + " failed with errno " + error);
      this.error = error;
    }

    /// The `errno`.
    public int error() {
      return error;
    }
  }

  /// Opens events, which do not count before [#start()].
  ///
  /// @param events the first one owns the rings
  /// @param pageSize of this kernel
  /// @param ringSize bytes of each ring, a power of two of pages
  /// @throws Refused with the first refusal
  public static PerfRings open(List<Event> events, List<Integer> cpus, long pageSize, long ringSize)
      throws Refused {
    PerfRings opened = new PerfRings();
    try {
      events.forEach(_ -> opened.ids.add(new ArrayList<>()));
      for (int cpu : cpus) {
        opened.openCpu(events, cpu, pageSize, ringSize);
      }
      return opened;
    } catch (Refused refused) {
      opened.close();
      throw refused;
    }
  }

  private void openCpu(List<Event> events, int cpu, long pageSize, long ringSize) throws Refused {
    int owner = -1;
    for (int index = 0; index < events.size(); index++) {
      Event event = events.get(index);
      int descriptor =
          checked("perf_event_open", PerfDescriptor.open(event.attributes().bytes(), -1, cpu));
      descriptors.add(descriptor);
      if (owner < 0) {
        owner = descriptor;
        map(descriptor, pageSize, ringSize);
      } else {
        checked("PERF_EVENT_IOC_SET_OUTPUT", PerfDescriptor.redirect(descriptor, owner));
      }
      if (!event.filter().isEmpty()) {
        checked("PERF_EVENT_IOC_SET_FILTER", PerfDescriptor.filter(descriptor, event.filter()));
      }
      long id = PerfDescriptor.id(descriptor);
      checked("PERF_EVENT_IOC_ID", id < 0 ? (int) id : 0);
      ids.get(index).add(id);
    }
  }

  private void map(int descriptor, long pageSize, long ringSize) throws Refused {
    try {
      MemorySegment mapping = PerfDescriptor.map(descriptor, pageSize + ringSize);
      mappings.add(mapping);
      rings.add(new PerfRing(mapping, pageSize));
    } catch (IllegalStateException refused) {
      throw new Refused("mmap of a ring of " + ringSize + " bytes", NOT_PERMITTED);
    }
  }

  private static int checked(String call, int result) throws Refused {
    if (result < 0) {
      throw new Refused(call, -result);
    }
    return result;
  }

  /// The numbers by which records name an event, in the order of the CPUs.
  public List<Long> ids(int event) {
    return List.copyOf(ids.get(event));
  }

  /// Lets all events count.
  public void start() {
    descriptors.forEach(PerfDescriptor::enable);
  }

  /// Ends counting; what is in the rings stays.
  public void stop() {
    descriptors.forEach(PerfDescriptor::disable);
  }

  /// Hands over what all rings hold.
  ///
  /// @return the bytes of the fullest, as a share of its size
  public double drain(RecordTally tally, PerfRing.Sink sink) throws IOException {
    double fullest = 0;
    for (PerfRing ring : rings) {
      fullest = Math.max(fullest, (double) ring.drain(tally, sink) / ring.size());
    }
    return fullest;
  }

  @Override
  public void close() {
    mappings.forEach(SystemCalls::unmap);
    descriptors.forEach(SystemCalls::close);
    mappings.clear();
    rings.clear();
    descriptors.clear();
  }
}
