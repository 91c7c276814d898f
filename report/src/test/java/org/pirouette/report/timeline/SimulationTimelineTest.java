package org.pirouette.report.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pirouette.protocol.intel.IntelMode;
import org.pirouette.report.perfetto.PerfettoTrace;
import org.pirouette.report.perfetto.WireReader;
import org.pirouette.report.perfetto.WireReader.Slice;
import org.pirouette.report.perfetto.WireReader.Value;
import org.pirouette.simulate.Observer;
import org.pirouette.simulate.scenario.Guest;
import org.pirouette.simulate.scenario.Host;
import org.pirouette.simulate.scenario.Scenario;
import org.pirouette.simulate.scenario.VirtualMachine;
import org.pirouette.simulate.scenario.VirtualMachine.VirtualProcessor;

final class SimulationTimelineTest {
  @TempDir private Path folder;

  @Test
  void processorsGuestsAndDevicesHaveLinesOfTheirOwn() throws IOException {
    Path file = folder.resolve("trace.pftrace");
    try (PerfettoTrace trace = PerfettoTrace.create(Files.newOutputStream(file))) {
      Observer observer = SimulationTimeline.observer(trace, "posted", scenario());
      observer.slice(Observer.Track.PROCESSOR, 1, 0, 3_000, "guest work");
      observer.slice(Observer.Track.VIRTUAL_PROCESSOR, 0, 3_000, 6_000, "exit EXTERNAL_INTERRUPT");
      observer.instant(Observer.Track.VIRTUAL_PROCESSOR, 0, 6_300, "wakeup");
      observer.flow(5, Observer.Track.DEVICE, 0, 300, Observer.Track.VIRTUAL_PROCESSOR, 0, 900);
    }

    WireReader.Content content = WireReader.read(Files.readAllBytes(file));
    assertThat(content.tracks().values())
        .contains(
            "posted/pCPU 0",
            "posted/pCPU 1",
            "posted/vCPU 0",
            "posted/vCPU 0/exits",
            "posted/device 0");
    assertThat(content.slices())
        .containsExactly(
            new Slice("posted/pCPU 1", "guest work", "guest", 0, 1_000, List.of()),
            new Slice("posted/vCPU 0", "exit EXTERNAL_INTERRUPT", "exit", 1_000, 2_000, List.of()),
            new Slice("posted/vCPU 0", "wakeup", "host", 2_100, 2_100, List.of()),
            new Slice("posted/device 0", "send", "interrupt", 100, 100, List.of(1L << 40 | 5L)),
            new Slice("posted/vCPU 0", "arrive", "interrupt", 300, 300, List.of(1L << 40 | 5L)));
    assertThat(content.values()).containsExactly(new Value("posted/vCPU 0/exits", 1_000, 1));
  }

  private static Scenario scenario() {
    return new Scenario(
        "sample",
        "one vCPU",
        Host.of(2, 3_000_000_000L),
        List.of(
            new VirtualMachine(
                "guest",
                List.of(VirtualProcessor.pinned(0, Guest.Synthetic.of(Guest.Idle.HALT))),
                List.of(),
                true,
                false)),
        List.of(IntelMode.POSTED));
  }
}
