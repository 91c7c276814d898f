package org.pirouette.report.top;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pirouette.host.live.Counter;
import org.pirouette.host.live.SourceKind;
import org.pirouette.host.live.VcpuRates;
import org.pirouette.report.text.JsonDocument;

/// One sample as a JSON document in one line; schema: `docs/json/top.md`.
public final class TopJson {
  private static final int VERSION = 1;

  private TopJson() {}

  /// Writes the line; the stream stays open.
  ///
  /// @param time of the sample, ISO 8601
  public static void write(TopFrame frame, String time, OutputStream out) {
    List<String> sources = new ArrayList<>();
    for (SourceKind source : frame.sources()) {
      sources.add(source.name().toLowerCase(Locale.ROOT));
    }
    try (JsonDocument json = JsonDocument.openCompact(out, "top", VERSION)) {
      json.field("time", time).field("seconds", frame.seconds()).texts("sources", sources);
      json.array(
          "vcpus",
          frame.rates().stream().sorted(frame.order().comparator()).toList(),
          TopJson::vcpu);
    }
  }

  /// Writes the fields of one vCPU, as in the documents of top and of doctor.
  public static void vcpu(JsonDocument json, VcpuRates rates) {
    json.field("machine", rates.machine()).field("processId", rates.processId());
    if (rates.vcpu() < 0) {
      json.nothing("vcpu");
    } else {
      json.field("vcpu", rates.vcpu());
    }
    if (rates.pcpu() < 0) {
      json.nothing("pcpu");
    } else {
      json.field("pcpu", rates.pcpu());
    }
    json.field("exitsPerSecond", rates.rate(Counter.EXITS))
        .field("interruptExitsPerSecond", rates.rate(Counter.INTERRUPTS))
        .field("injectionsPerSecond", rates.rate(Counter.INJECTIONS))
        .field("haltsPerSecond", rates.rate(Counter.HALTS))
        .field("wakeupsPerSecond", rates.rate(Counter.WAKEUPS))
        .field("cpuShare", rates.cpuShare())
        .field("shareLost", rates.shareLost())
        .field("mark", rates.mark().words());
  }
}
