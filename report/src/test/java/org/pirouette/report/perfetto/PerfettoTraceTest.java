package org.pirouette.report.perfetto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.pirouette.report.perfetto.WireReader.Content;
import org.pirouette.report.perfetto.WireReader.Slice;
import org.pirouette.report.perfetto.WireReader.Value;

final class PerfettoTraceTest {
  @Test
  void anIndependentReaderFindsWhatWasWritten() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PerfettoTrace trace = PerfettoTrace.create(bytes)) {
      Track vcpus = trace.track(Track.ROOT, "vCPUs");
      Track vcpu = trace.track(vcpus, "vCPU 0");
      Track device = trace.track(Track.ROOT, "nvme0");
      Counter exits = trace.counter(vcpu, "exits", "exits");
      trace.flow(7).instant(device, 900, "MSI", "device");
      trace.begin(vcpu, 0, "guest", "guest");
      trace.flow(7).note("vector", "F2h").slice(vcpu, 1000, 1500, "handler", "guest");
      trace.end(vcpu, 2000);
      trace.slice(vcpu, 2000, 2600, "EXTERNAL_INTERRUPT", "exit");
      trace.value(exits, 2000, 1);
    }

    Content content = WireReader.read(bytes.toByteArray());
    assertThat(content.tracks().values())
        .containsExactly("vCPUs", "vCPUs/vCPU 0", "nvme0", "vCPUs/vCPU 0/exits");
    assertThat(content.slices())
        .containsExactly(
            new Slice("nvme0", "MSI", "device", 900, 900, List.of(7L)),
            new Slice("vCPUs/vCPU 0", "handler", "guest", 1000, 1500, List.of(7L)),
            new Slice("vCPUs/vCPU 0", "guest", "guest", 0, 2000, List.of()),
            new Slice("vCPUs/vCPU 0", "EXTERNAL_INTERRUPT", "exit", 2000, 2600, List.of()));
    assertThat(content.values()).containsExactly(new Value("vCPUs/vCPU 0/exits", 2000, 1));
  }

  /// Any nesting of slices with any names comes back as it was.
  @Test
  void randomTracesComeBack() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<Slice> written = new ArrayList<>();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PerfettoTrace trace = PerfettoTrace.create(bytes)) {
      for (int t = 0; t < 5; t++) {
        Track track = trace.track(Track.ROOT, "track " + t);
        nest(trace, track, random, 0, 1L << 40, 0, written);
      }
    }
    assertThat(WireReader.read(bytes.toByteArray()).slices())
        .as("seed %d", seed)
        .isEqualTo(written);
  }

  private static void nest(
      PerfettoTrace trace,
      Track track,
      Random random,
      long from,
      long to,
      int depth,
      List<Slice> written)
      throws IOException {
    long time = from;
    for (int i = random.nextInt(4); i >= 0 && to - time > 8; i--) {
      long begin = time + random.nextLong((to - time) / 2);
      long end = begin + random.nextLong(to - begin);
      String name = "slice " + random.nextInt(20) + (random.nextBoolean() ? " \u00e4\u20ac" : "");
      String category = "c" + random.nextInt(3);
      trace.begin(track, begin, name, category);
      if (depth < 5) {
        nest(trace, track, random, begin, end, depth + 1, written);
      }
      trace.end(track, end);
      written.add(new Slice(track.name(), name, category, begin, end, List.of()));
      time = end;
    }
  }
}
