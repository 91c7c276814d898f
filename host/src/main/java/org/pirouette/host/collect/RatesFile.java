package org.pirouette.host.collect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.pirouette.host.facts.HostFacts;
import org.pirouette.host.live.Counter;
import org.pirouette.host.live.ExitCost;
import org.pirouette.host.live.SourceKind;
import org.pirouette.host.live.VcpuRates;
import org.pirouette.host.tree.Content;

/// The measured rates in a collection, as counters of statistics descriptors and perf events cannot
/// be packed as files. First line: the source; then for each vCPU: process id, vCPU, pCPU, CPU
/// share, the rates in the order of [Counter], `-` where unknown, and a name that tells nothing.
public final class RatesFile {
  private static final int FIXED = 4;

  private RatesFile() {}

  static List<String> format(HostFacts facts) {
    List<String> lines = new ArrayList<>();
    List<String> titles = Arrays.stream(SourceKind.values()).map(SourceKind::title).toList();
    boolean known =
        facts.activity().rateSource().equals("kvm_stat")
            || titles.containsAll(List.of(facts.activity().rateSource().split(" and ")));
    lines.add("source " + (known ? facts.activity().rateSource() : ""));
    for (VcpuRates rates : facts.activity().rates()) {
      StringBuilder text = new StringBuilder();
      text.append(rates.processId()).append(' ').append(rates.vcpu());
      text.append(' ').append(rates.pcpu()).append(' ').append(number(rates.cpuShare()));
      for (Counter counter : Counter.values()) {
        text.append(' ').append(number(rates.rate(counter)));
      }
      lines.add(text.append(" machine-").append(rates.processId()).toString());
    }
    return lines;
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
  }

  /// The rates; lines that are none are passed over.
  public static List<VcpuRates> parse(Content content, ExitCost cost) {
    List<VcpuRates> all = new ArrayList<>();
    int words = FIXED + Counter.values().length + 1;
    for (String line : content.lines()) {
      String[] parts = line.split(" ", words);
      if (parts.length == words
          && parts[0].matches("\\d{1,10}")
          && parts[1].matches("-?\\d{1,6}")) {
        all.add(rates(parts, cost));
      }
    }
    return all;
  }

  private static VcpuRates rates(String[] parts, ExitCost cost) {
    double[] perSecond = new double[Counter.values().length];
    for (int index = 0; index < perSecond.length; index++) {
      perSecond[index] = number(parts[FIXED + index]);
    }
    double lost =
        cost.shareLost(
            perSecond[Counter.EXITS.ordinal()],
            perSecond[Counter.INTERRUPTS.ordinal()],
            perSecond[Counter.HALTS.ordinal()]);
    return new VcpuRates(
        parts[parts.length - 1],
        Long.parseLong(parts[0]),
        Integer.parseInt(parts[1]),
        parts[2].matches("\\d{1,6}") ? Integer.parseInt(parts[2]) : -1,
        perSecond,
        number(parts[3]),
        lost);
  }

  private static double number(String word) {
    return word.matches("\\d{1,15}(\\.\\d{1,6})?") ? Double.parseDouble(word) : Double.NaN;
  }

  /// Where the rates come from, or the empty string.
  public static String source(Content content) {
    return content.value().startsWith("source ") ? content.value().substring(7) : "";
  }
}
