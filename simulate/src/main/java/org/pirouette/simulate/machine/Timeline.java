package org.pirouette.simulate.machine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.pirouette.simulate.Observer;
import org.pirouette.simulate.Observer.Track;
import org.pirouette.simulate.Spending;

/// Tells an [Observer] what pCPUs, vCPUs and devices do, joining what lasts under one name.
final class Timeline {
  private static final Spending[] SPENDINGS = Spending.values();
  private static final int NO_DEVICE = -1;

  private final Observer observer;
  private final Line[] processors;
  private final Line[] virtualProcessors;
  private final int[] deviceOf;
  private long flows;

  /// The slice that a track is in.
  private static final class Line {
    long from;
    long until;
    @Nullable String name;
  }

  Timeline(Observer observer, int processors, int virtualProcessors) {
    this.observer = observer;
    this.processors = lines(processors);
    this.virtualProcessors = lines(virtualProcessors);
    deviceOf = new int[virtualProcessors * 256];
    Arrays.fill(deviceOf, NO_DEVICE);
  }

  private static Line[] lines(int count) {
    Line[] lines = new Line[count];
    Arrays.setAll(lines, i -> new Line());
    return lines;
  }

  /// A device's interrupts have this vector at this vCPU.
  void device(int number, int virtualProcessor, int vector) {
    deviceOf[virtualProcessor * 256 + vector] = number;
  }

  /// A pCPU spends cycles.
  ///
  /// @param exit name of the exit that it handles, or null
  void spends(int processor, int spending, @Nullable String exit, long from, long cycles) {
    boolean exits = spending == Spending.EXITS.ordinal() && exit != null;
    go(
        Track.PROCESSOR,
        processor,
        processors[processor],
        exits ? "exit " + exit : SPENDINGS[spending].label(),
        from,
        from + cycles);
  }

  /// A vCPU is in another state from now on.
  void state(int virtualProcessor, String name, long now) {
    Line line = virtualProcessors[virtualProcessor];
    flush(Track.VIRTUAL_PROCESSOR, virtualProcessor, line, now);
    line.from = now;
    line.name = name;
  }

  /// A device raised its interrupt.
  void raised(int device, long now) {
    observer.instant(Track.DEVICE, device, now, "interrupt");
  }

  /// A vCPU took an interrupt that was raised at a given time.
  void delivered(int virtualProcessor, int vector, long raised, long now) {
    observer.instant(
        Track.VIRTUAL_PROCESSOR, virtualProcessor, now, "interrupt %02Xh".formatted(vector));
    int device = deviceOf[virtualProcessor * 256 + vector];
    if (device != NO_DEVICE && raised >= 0) {
      observer.flow(
          flows++, Track.DEVICE, device, raised, Track.VIRTUAL_PROCESSOR, virtualProcessor, now);
    }
  }

  /// The simulation ends.
  void end(long now) {
    for (int p = 0; p < processors.length; p++) {
      flush(Track.PROCESSOR, p, processors[p], processors[p].until);
    }
    for (int v = 0; v < virtualProcessors.length; v++) {
      flush(Track.VIRTUAL_PROCESSOR, v, virtualProcessors[v], now);
    }
  }

  private void go(Track track, int index, Line line, String name, long from, long until) {
    if (!name.equals(line.name) || line.until != from) {
      flush(track, index, line, line.until);
      line.from = from;
      line.name = name;
    }
    line.until = until;
  }

  private void flush(Track track, int index, Line line, long until) {
    if (line.name != null && until > line.from) {
      observer.slice(track, index, line.from, until, line.name);
    }
    line.name = null;
  }
}
