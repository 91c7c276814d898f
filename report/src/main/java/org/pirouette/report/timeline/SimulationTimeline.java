package org.pirouette.report.timeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
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
/// device's interrupt to the guest's handler, and a curve of the exits so far for each vCPU.
///
/// ```java
/// try (SimulationTimeline timeline = SimulationTimeline.create(file, scenario)) {
///   Simulation.run(scenario, mode, costs, options.withObserver(timeline.observer()));
/// }
/// ```
///
/// Failures to write come as [UncheckedIOException] out of the simulation.
public final class SimulationTimeline implements AutoCloseable {
  private static final String EXIT = "exit ";

  private final PerfettoTrace trace;
  private final long hertz;
  private final Map<Observer.Track, List<Track>> tracks = new EnumMap<>(Observer.Track.class);
  private final List<Counter> exits = new ArrayList<>();
  private final long[] exitCounts;

  private SimulationTimeline(PerfettoTrace trace, Scenario scenario) throws IOException {
    this.trace = trace;
    this.hertz = scenario.host().hertz();
    this.exitCounts = new long[scenario.virtualProcessors()];
    Track processors = trace.track(Track.ROOT, "pCPUs");
    add(Observer.Track.PROCESSOR, processors, "pCPU ", scenario.host().processors());
    Track guests = trace.track(Track.ROOT, "vCPUs");
    add(Observer.Track.VIRTUAL_PROCESSOR, guests, "vCPU ", scenario.virtualProcessors());
    for (Track guest : tracks.getOrDefault(Observer.Track.VIRTUAL_PROCESSOR, List.of())) {
      exits.add(trace.counter(guest, "exits", "exits"));
    }
    Track devices = trace.track(Track.ROOT, "devices");
    List<Track> lines = new ArrayList<>();
    for (Device device :
        scenario.machines().stream().flatMap(it -> it.devices().stream()).toList()) {
      lines.add(trace.track(devices, device.name()));
    }
    tracks.put(Observer.Track.DEVICE, lines);
  }

  /// Begins a timeline in a file, replacing what is there.
  ///
  /// @throws IOException if the file cannot be written
  public static SimulationTimeline create(Path file, Scenario scenario) throws IOException {
    return new SimulationTimeline(PerfettoTrace.create(file), scenario);
  }

  private void add(Observer.Track kind, Track parent, String name, int count) throws IOException {
    List<Track> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(trace.track(parent, name + i));
    }
    tracks.put(kind, lines);
  }

  /// What the simulation tells its events to.
  public Observer observer() {
    return new Events();
  }

  /// A line that the scenario does not name (another kind of device) is added when it is first
  /// used.
  private Track line(Observer.Track kind, int index) throws IOException {
    List<Track> lines = tracks.computeIfAbsent(kind, it -> new ArrayList<>());
    while (lines.size() <= index) {
      lines.add(trace.track(Track.ROOT, "device " + lines.size()));
    }
    return lines.get(index);
  }

  private long nanoseconds(long cycles) {
    return Math.round(cycles * (1e9 / hertz));
  }

  private static String category(String name) {
    return name.startsWith("exit") ? "exit" : name.startsWith("guest") ? "guest" : "host";
  }

  @Override
  public void close() throws IOException {
    trace.close();
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

    @Override
    public void flow(
        long id, Track fromTrack, int from, long sent, Track toTrack, int to, long arrived) {
      try {
        trace.flow(id).instant(line(fromTrack, from), nanoseconds(sent), "send", "interrupt");
        trace.flow(id).instant(line(toTrack, to), nanoseconds(arrived), "arrive", "interrupt");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
