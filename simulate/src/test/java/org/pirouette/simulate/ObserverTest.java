package org.pirouette.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.pirouette.protocol.intel.IntelMode;
import org.pirouette.simulate.run.Simulation;
import org.pirouette.simulate.scenario.Guest;
import org.pirouette.simulate.scenario.Scenario;

class ObserverTest {
  private static final long DURATION = 2_000_000;

  private record Slice(Observer.Track track, int index, long from, long until, String name) {}

  private static final class Recorder implements Observer {
    final List<Slice> slices = new ArrayList<>();
    int instants;
    int flows;

    @Override
    public void slice(Track track, int index, long from, long until, String name) {
      slices.add(new Slice(track, index, from, until, name));
    }

    @Override
    public void instant(Track track, int index, long at, String name) {
      instants++;
    }

    @Override
    public void flow(
        long id, Track fromTrack, int from, long sent, Track toTrack, int to, long arrived) {
      assertThat(arrived).isGreaterThan(sent);
      flows++;
    }
  }

  @Test
  void slicesOfATrackFollowEachOtherAndInterruptsFlow() {
    for (Guest.Idle idle : Guest.Idle.values()) {
      Scenario scenario = Examples.nvme(idle, 4, 0);
      Recorder recorder = new Recorder();
      RunOptions options = RunOptions.of(1, DURATION).withWarmUp(0).withObserver(recorder);
      ModeResult observed = Simulation.run(scenario, IntelMode.EMULATED, Examples.costs(), options);

      Map<String, Long> ends = new HashMap<>();
      for (Slice slice : recorder.slices) {
        String track = slice.track() + " " + slice.index();
        assertThat(slice.from()).isGreaterThanOrEqualTo(ends.getOrDefault(track, 0L));
        ends.put(track, slice.until());
      }
      assertThat((long) recorder.flows).isEqualTo(observed.count(Counter.INTERRUPTS));
      assertThat(recorder.slices)
          .extracting(Slice::name)
          .contains("exit MSR_WRITE", "guest", "idle", "guest handlers");

      ModeResult unobserved =
          Simulation.run(
              scenario,
              IntelMode.EMULATED,
              Examples.costs(),
              RunOptions.of(1, DURATION).withWarmUp(0));
      Results.assertSame(idle.toString(), observed, unobserved);
    }
  }
}
