package org.pirouette.report.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.pirouette.report.text.JsonDocument;
import org.pirouette.report.text.Style;
import org.pirouette.report.text.TextOutput;
import org.pirouette.report.text.Unit;
import org.pirouette.report.text.Units;
import org.pirouette.simulate.Metric;
import org.pirouette.simulate.statistics.Estimate;

/// Prints a decision: the last lines of `compare`, a subject each.
public final class DecisionText {
  private static final int MOST_REMAINING = 2;
  private static final double VISIBLE = 0.005;

  private DecisionText() {}

  /// Prints the block.
  ///
  /// @param headline what led the output
  public static void print(TextOutput out, Decision decision, String headline) {
    out.heading(
        "Decision: %s or %s (%s)?"
            .formatted(
                decision.after().mode(), decision.before().mode(), decision.baseline().why()));
    out.headline(headline);
    lines(decision)
        .forEach(line -> out.item(Style.NAME, "%-7s".formatted(line.about()), line.text()));
  }

  /// One line of the block.
  ///
  /// @param about `gain`, `latency`, `pays`, `fleet`, `stays`, `trust`, `next`
  public record Line(String about, String text) {}

  /// The lines, in their order.
  public static List<Line> lines(Decision decision) {
    List<Line> lines = new ArrayList<>();
    if (decision.distrust().isPresent()) {
      lines.add(new Line("gain", "cannot be told: " + decision.distrust().get() + "."));
    } else {
      String condition =
          decision.inhibited().isEmpty()
              ? ""
              : "none while KVM inhibits it (%s); without that ".formatted(decision.inhibited());
      lines.add(new Line("gain", condition + gain(decision)));
      lines.add(new Line("latency", latency(decision)));
      decision
          .rates()
          .filter(rates -> !rates.byRate().isEmpty())
          .ifPresent(rates -> lines.add(new Line("pays", pays(rates) + here(decision) + ".")));
      decision.fleet().ifPresent(fleet -> lines.add(new Line("fleet", fleet(decision, fleet))));
    }
    if (Decision.tooFew(decision.before(), decision.after()).isEmpty()) {
      lines.add(new Line("stays", stays(decision)));
    }
    lines.add(new Line("trust", decision.trust() + "."));
    lines.add(new Line("next", decision.next()));
    return lines;
  }

  private static String gain(Decision decision) {
    StringBuilder text = new StringBuilder();
    text.append(cores(decision.gain().mean())).append(" cores of host time per VM");
    int seeds = decision.gain().samples();
    if (decision.profiles().size() > 1 || seeds > 1) {
      text.append(" (")
          .append(cores(decision.least()))
          .append(" to ")
          .append(cores(decision.most()))
          .append(" over ")
          .append(several(seeds, "seed"))
          .append(" and ")
          .append(several(decision.profiles().size(), "cost profile"))
          .append(')');
    }
    double polling = decision.lessPolling().mean();
    if (Math.abs(polling) >= VISIBLE) {
      text.append("; halt polling ")
          .append(polling > 0 ? "-" : "+")
          .append(cores(Math.abs(polling)));
    }
    Estimate work = decision.after().change(decision.before(), Metric.GUEST_WORK);
    if (work.mean() > 0.01) {
      text.append("; the guests get ").append(Figure.changeAlone(work)).append(" work done");
    }
    return text.append('.').toString();
  }

  private static String several(int number, String of) {
    return number + " " + of + (number == 1 ? "" : "s");
  }

  private static String cores(double cores) {
    String text = Units.format(Unit.RATIO, cores);
    return text.equals("-0.00") ? "0.00" : text;
  }

  private static String latency(Decision decision) {
    List<String> changed = new ArrayList<>();
    List<String> same = new ArrayList<>();
    for (Row row : Row.LATENCY) {
      Estimate change = decision.after().change(decision.before(), row.metric());
      if (row.unit() != Unit.NANOSECONDS || !row.compared() || !Double.isFinite(change.mean())) {
        continue;
      }
      double surely = Double.isFinite(change.halfWidth()) ? change.halfWidth() : 0;
      if (Math.abs(change.mean()) > Math.max(0.01, surely)) {
        changed.add(
            "%s %s -> %s (%s)"
                .formatted(
                    row.label(),
                    Units.nanoseconds(decision.before().estimate(row.metric()).mean()),
                    Units.nanoseconds(decision.after().estimate(row.metric()).mean()),
                    Figure.changeAlone(change)));
      } else {
        same.add(row.label());
      }
    }
    if (changed.isEmpty()) {
      return same.isEmpty() ? "none was measured." : "no change beyond the seeds.";
    }
    return String.join(", ", changed)
        + (same.isEmpty() ? "." : "; unchanged: " + String.join(", ", same) + ".");
  }

  /// From which rate it pays, as a clause: `gains at every rate; 1 % of a core per vCPU from 3.3
  /// k/s on`.
  public static String pays(Sensitivity rates) {
    double even = rates.breakEvenRate();
    if (Double.isNaN(even)) {
      return "gives nothing back at any rate up to %s per vCPU"
          .formatted(Units.rate(rates.byRate().getLast().interruptsPerSecond()));
    }
    StringBuilder text =
        new StringBuilder(
            even == 0
                ? "at every rate"
                : "from %s interrupts per vCPU on".formatted(Units.rate(even)));
    String thresholds =
        List.of(0.01, 0.1).stream()
            .filter(gain -> rates.rateFor(gain) > even)
            .map(
                gain ->
                    "%.0f %% of a core per vCPU from %s"
                        .formatted(100 * gain, Units.rate(rates.rateFor(gain))))
            .collect(Collectors.joining(", "));
    if (!thresholds.isEmpty()) {
      text.append("; ").append(thresholds);
    }
    return text.toString();
  }

  private static String here(Decision decision) {
    double rate =
        decision.after().estimate(Metric.INTERRUPTS_PER_SECOND).mean()
            / decision.after().replications().getFirst().virtualProcessors().length;
    return rate > 0 ? "; here %s".formatted(Units.rate(rate)) : "";
  }

  private static String fleet(Decision decision, Decision.Fleet fleet) {
    double all = decision.gain().mean() * fleet.machines();
    return "%s such VMs on %s hosts: %s cores in all (%s to %s), %s per host."
        .formatted(
            Units.count(fleet.machines()),
            Units.count(fleet.hosts()),
            cores(all),
            cores(decision.least() * fleet.machines()),
            cores(decision.most() * fleet.machines()),
            cores(all / fleet.hosts()));
  }

  private static String stays(Decision decision) {
    List<Remaining> remaining =
        Remaining.of(decision.after()).stream().filter(it -> it.perSecond() >= 1).toList();
    if (remaining.isEmpty()) {
      return "no exits here; a real host's ticks, a guest's timers, IPIs and HLTs stay.";
    }
    String told =
        remaining.stream()
            .limit(MOST_REMAINING)
            .map(
                it ->
                    "%s %s; would help: %s"
                        .formatted(it.what(), Units.rate(it.perSecond()), it.remedy()))
            .collect(Collectors.joining(". "));
    int more = remaining.size() - MOST_REMAINING;
    return told + (more > 0 ? ". And %d more kinds of exits.".formatted(more) : ".");
  }

  /// Writes the decision for programs.
  public static void write(JsonDocument json, Decision decision) {
    json.object(
        "decision",
        document -> {
          document
              .field("mode", decision.after().mode().key())
              .field("baseline", decision.before().mode().key())
              .field("baselineReason", decision.baseline().why())
              .field("trusted", decision.distrust().isEmpty());
          document.object(
              "coresPerMachine",
              gain ->
                  gain.field("mean", decision.gain().mean())
                      .field("halfWidth", decision.gain().halfWidth())
                      .field("low", decision.least())
                      .field("high", decision.most())
                      .field("lessHaltPolling", decision.lessPolling().mean()));
          document.array(
              "profiles",
              decision.profiles(),
              (item, profile) ->
                  item.field("name", profile.name()).field("coresPerMachine", profile.cores()));
          rates(document, decision);
          document.array(
              "remaining",
              Remaining.of(decision.after()),
              (item, it) ->
                  item.field("exits", it.what())
                      .field("perSecond", it.perSecond())
                      .field("remedy", it.remedy()));
          document.array(
              "lines",
              lines(decision),
              (item, line) -> item.field("about", line.about()).field("text", line.text()));
        });
  }

  private static void rates(JsonDocument json, Decision decision) {
    Sensitivity rates = decision.rates().filter(it -> !it.byRate().isEmpty()).orElse(null);
    if (rates == null) {
      json.nothing("breakEvenInterruptsPerSecond");
    } else {
      json.field("breakEvenInterruptsPerSecond", rates.breakEvenRate());
    }
  }
}
