package org.pirouette.report.timeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.pirouette.report.perfetto.Counter;
import org.pirouette.report.perfetto.PerfettoTrace;
import org.pirouette.report.perfetto.Track;
import org.pirouette.simulate.Observer;
import org.pirouette.simulate.scenario.Device;
import org.pirouette.simulate.scenario.Scenario;

/// Writes a simulated run as it happens: one line for each pCPU, vCPU and device, arrows from a
/// device's interrupt to the guest's handler, and a curve of the exits so far for each vCPU. Runs
/// in several delivery modes stand one under the other in one trace.
///
/// ```java
/// try (PerfettoTrace trace = PerfettoTrace.create(out)) {
///   Observer observer = SimulationTimeline.observer(trace, "posted", scenario);
///   Simulation.run(scenario, mode, costs, options.withObserver(observer));
/// }
/// ```
///
/// Failures to write come as [UncheckedIOException] out of the simulation.
public final class SimulationTimeline {
  private static final String EXIT = "exit ";
  private static final int FLOW_BITS = 40;

  private final PerfettoTrace trace;
  private final Track group;
  private final long hertz;
  private final Map<Observer.Track, List<Track>> tracks = new EnumMap<>(Observer.Track.class);
  private final List<Counter> exits = new ArrayList<>();
  private final long[] exitCounts;

  private SimulationTimeline(PerfettoTrace trace, String name, Scenario scenario)
      throws IOException {
    this.trace = trace;
    this.group = trace.track(Track.ROOT, name);
    this.hertz = scenario.host().hertz();
    this.exitCounts = new long[scenario.virtualProcessors()];
    add(Observer.Track.PROCESSOR, "pCPU ", scenario.host().processors());
    add(Observer.Track.VIRTUAL_PROCESSOR, "vCPU ", scenario.virtualProcessors());
    for (Track guest : tracks.getOrDefault(Observer.Track.VIRTUAL_PROCESSOR, List.of())) {
      exits.add(trace.counter(guest, "exits", "exits"));
    }
    List<Track> devices = new ArrayList<>();
    for (Device device :
        scenario.machines().stream().flatMap(it -> it.devices().stream()).toList()) {
      devices.add(trace.track(group, device.name()));
    }
    tracks.put(Observer.Track.DEVICE, devices);
  }

  /// Adds the lines of a run to a trace.
  ///
  /// @param group the title over the lines, such as the delivery mode
  /// @return what the simulation tells its events to
  /// @throws IOException if the trace cannot be written
  public static Observer observer(PerfettoTrace trace, String group, Scenario scenario)
      throws IOException {
    return new SimulationTimeline(trace, group, scenario).new Events();
  }

  private void add(Observer.Track kind, String name, int count) throws IOException {
    List<Track> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(trace.track(group, name + i));
    }
    tracks.put(kind, lines);
  }

  /// A line that the scenario does not name (another kind of device) is added when it is first
  /// used.
  private Track line(Observer.Track kind, int index) throws IOException {
    List<Track> lines = tracks.computeIfAbsent(kind, it -> new ArrayList<>());
    while (lines.size() <= index) {
      lines.add(trace.track(group, "device " + lines.size()));
    }
    return lines.get(index);
  }

  private long nanoseconds(long cycles) {
    return Math.round(cycles * (1e9 / hertz));
  }

  private static String category(String name) {
    return name.startsWith("exit") ? "exit" : name.startsWith("guest") ? "guest" : "host";
  }

  private final class Events implements Observer {
    @Override
    public void slice(Track track, int index, long from, long until, String name) {
      try {
        trace.slice(
            line(track, index), nanoseconds(from), nanoseconds(until), name, category(name));
        if (track == Track.VIRTUAL_PROCESSOR && name.startsWith(EXIT)) {
          trace.value(exits.get(index), nanoseconds(from), ++exitCounts[index]);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void instant(Track track, int index, long at, String name) {
      try {
        trace.instant(line(track, index), nanoseconds(at), name, category(name));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// Flows of different runs must not meet: the group's number goes above the interrupt's.
    @Override
    public void flow(
        long id, Track fromTrack, int from, long sent, Track toTrack, int to, long arrived) {
      long flow = group.uuid() << FLOW_BITS | id & (1L << FLOW_BITS) - 1;
      try {
        trace.flow(flow).instant(line(fromTrack, from), nanoseconds(sent), "send", "interrupt");
        trace.flow(flow).instant(line(toTrack, to), nanoseconds(arrived), "arrive", "interrupt");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
