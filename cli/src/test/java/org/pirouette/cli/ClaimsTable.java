package org.pirouette.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pirouette.protocol.intel.IntelMode;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.x86.X86ExitReason;
import org.pirouette.settings.costs.CostProfiles;
import org.pirouette.settings.scenario.BuiltInScenarios;
import org.pirouette.settings.scenario.ScenarioFile;
import org.pirouette.settings.scenario.ScenarioReader;
import org.pirouette.settings.yaml.YamlProblem;
import org.pirouette.simulate.Counter;
import org.pirouette.simulate.Metric;
import org.pirouette.simulate.ModeSummary;
import org.pirouette.simulate.RunOptions;
import org.pirouette.simulate.run.Comparison;

/// The table of docs/claims.md: each statement of the short description, what is measured here, the
/// verdict, and the command that shows it.
final class ClaimsTable {
  private static final long MILLISECOND = 1_000_000;
  private static final String HEAD =
      """
      # The description's statements, held against this project

      One row for each statement of the short description of posted interrupts that this project started from. The figures are
      simulated (seed 1; the built-in scenarios, shortened) or counted in recordings of a real kernel; `ClaimsTest` regenerates
      this file and fails when words change or a figure moves by more than 5 %. Where the detailed rules (Intel SDM, VT-d, Linux)
      and the description differ, the rules win and the row says so.

      | # | stated | measured here | verdict | shown by |
      |---|---|---|---|---|
      """;

  private final StringBuilder table = new StringBuilder(HEAD);
  private final Comparison nvme;
  private final Comparison slow;
  private final Comparison latency;
  private final Comparison unlimited;
  private final Comparison deep;
  private final Comparison idle;
  private final Comparison shared;
  private int row;

  private ClaimsTable() throws YamlProblem {
    nvme = run("nvme-500k", "", "", 10);
    slow = run("nvme-500k", "maximum-rate: 500k/s", "maximum-rate: 100k/s", 10);
    latency = run("nvme-qd1", "", "", 20);
    unlimited = run("nvme-500k", "maximum-rate: 500k/s", "maximum-rate: 100M/s", 10);
    deep =
        run(
            "nvme-500k",
            "(?s)queue-depth: 16 (.*)maximum-rate: 500k/s",
            "queue-depth: 64 $1maximum-rate: 100M/s",
            10);
    idle = run("idle-halt", "", "", 50);
    shared = run("overcommit", "", "", 200);
  }

  static String render() throws YamlProblem {
    return new ClaimsTable().rows();
  }

  private static Comparison run(String name, String from, String to, long milliseconds)
      throws YamlProblem {
    String text = BuiltInScenarios.text(name).orElseThrow();
    ScenarioFile file =
        ScenarioReader.read(name, from.isEmpty() ? text : text.replaceAll(from, to));
    return Comparison.run(
        file.scenario(),
        CostProfiles.find(file.costs()),
        RunOptions.of(1, milliseconds * MILLISECOND),
        2,
        2);
  }

  private String rows() {
    row(
        "a full transition out of guest mode costs 1,000-10,000 cycles",
        "published: 800-1,700 for the thinnest handler, 2,000-3,000 for a usual exit, 7,000 with the"
            + " host's interrupt handler (2.34 us), tens of thousands nested; profiles with sources",
        "holds as a range",
        "`pirouette compare --costs skylake-server`");
    row(
        "a 100k IOPS NVMe device burns millions of cycles per second",
        "%.0f M cycles/s lost to exits at %.0f k interrupts/s (`apicv-same`, 3,000 cycles an exit)"
            .formatted(
                mean(slow, IntelMode.APICV_SAME, Metric.EXIT_CYCLES_PER_SECOND) / 1e6,
                mean(slow, IntelMode.APICV_SAME, Metric.INTERRUPTS_PER_SECOND) / 1e3),
        "understated: hundreds of millions",
        "`pirouette compare` with `maximum-rate: 100k/s`");
    row(
        "posted interrupts deliver into a running guest without an exit",
        "%.2f exits per interrupt in `posted`, %.2f in `emulated`, same workload"
            .formatted(
                mean(nvme, IntelMode.POSTED, Metric.EXITS_PER_INTERRUPT),
                mean(nvme, IntelMode.EMULATED, Metric.EXITS_PER_INTERRUPT)),
        "holds while the vCPU runs in non-root mode",
        "`pirouette compare`");
    row(
        "the IOMMU atomically ORs into PIR, sets ON and sends the notification to the vCPU's core",
        "one step of the model; a notification only if ON was 0 (and SN is 0 or the entry urgent)."
            + " Interrupt and notification travel apart, so the core may have changed on arrival",
        "holds, but not one notification per interrupt",
        "`pirouette explain`, `pirouette prove`");
    row(
        "the CPU swaps PIR into the virtual-APIC IRR and delivers without an exit",
        "the model clears ON before it reads PIR; the other order loses interrupts",
        "holds, with the order of the steps",
        "`pirouette prove`");
    row(
        "if the vCPU is not running, the IOMMU posts but does not notify",
        "preempted: %s posts without a notification; halted: %s wake-ups by the wakeup vector"
            .formatted(some(shared, Counter.SUPPRESSED), some(idle, Counter.WAKEUPS)),
        "half true: SN suppresses for a preempted vCPU, a halted one is notified (wakeup vector)",
        "`pirouette compare overcommit`, `pirouette compare idle-halt`");
    row(
        "when the scheduler resumes the vCPU, it checks ON and drains PIR",
        "with SN=1 the hardware leaves ON at 0, so ON alone finds nothing: KVM looks at PIR and sets"
            + " ON itself; the drain happens at VM entry",
        "fails as told; the mutant that trusts ON loses interrupts",
        "`pirouette prove --mutants`");
    row(
        "measured with SPDK and vfio-pci",
        "SPDK polls: %.0f interrupts/s, %.0f exits/s in mode `poll`"
            .formatted(
                mean(nvme, IntelMode.POLL, Metric.INTERRUPTS_PER_SECOND),
                mean(nvme, IntelMode.POLL, Metric.EXITS_PER_SECOND)),
        "fails: a polling guest has no interrupts to post",
        "`pirouette compare --modes poll,posted`");
    row(
        "500k IOPS generate 500k exits per second",
        "%.2f exits per interrupt in `emulated`, %.2f in `apicv-same`, %.2f in `apicv-other`, at one I/O an interrupt"
            .formatted(
                mean(nvme, IntelMode.EMULATED, Metric.EXITS_PER_INTERRUPT),
                mean(nvme, IntelMode.APICV_SAME, Metric.EXITS_PER_INTERRUPT),
                mean(nvme, IntelMode.APICV_OTHER, Metric.EXITS_PER_INTERRUPT)),
        "only with APICv, the host interrupt on the vCPU's own pCPU, and no coalescing (published: 1.09"
            + " to 6.4 I/Os an interrupt)",
        "`pirouette compare`");
    row(
        "at ~3,000 cycles each that is 1.5 billion cycles, half of a 3 GHz core",
        "%.2f G cycles/s, %.2f cores (`apicv-same`); %.2f cores in `emulated`"
            .formatted(
                mean(nvme, IntelMode.APICV_SAME, Metric.EXIT_CYCLES_PER_SECOND) / 1e9,
                mean(nvme, IntelMode.APICV_SAME, Metric.EXIT_SHARE_OF_CORE),
                mean(nvme, IntelMode.EMULATED, Metric.EXIT_SHARE_OF_CORE)),
        "holds for that mode; twice as much without APICv",
        "`pirouette compare`");
    row(
        "with posted interrupts those exits disappear, the guest never leaves non-root mode",
        "%.0f exits/s for a guest that does not halt; %.2f exits per interrupt (all HLT) for one that does"
            .formatted(
                mean(nvme, IntelMode.POSTED, Metric.EXITS_PER_SECOND),
                mean(idle, IntelMode.POSTED, Metric.EXITS_PER_INTERRUPT)),
        "holds if the guest has no reason of its own to exit; host ticks and HLT remain",
        "`pirouette compare`, `pirouette compare idle-halt`");
    row(
        "~40 % lower CPU usage in the host",
        "host time %s against `emulated`; of the vCPUs' pCPUs' time %.0f %% (`emulated`) or %.0f %% (`apicv-same`) can be saved at 125k interrupts/s a vCPU"
            .formatted(
                percent(nvme, IntelMode.EMULATED, Metric.HOST_USE),
                100 * hostShare(IntelMode.EMULATED),
                100 * hostShare(IntelMode.APICV_SAME)),
        "a figure without conditions: it follows from rate, cost and baseline; 40 % of all CPU time needs"
            + " about 200k interrupts/s a vCPU without APICv",
        "`pirouette compare`");
    row(
        "~15 % lower guest latency p99",
        "queue depth 1 on a 10 us drive: %s against `emulated`, %s against `apicv-same`; without a limit of the drive's rate, against `emulated`: queue depth 16 %s, queue depth 64 %s with %s I/Os; at its limit of 500k/s %s"
            .formatted(
                percent(latency, IntelMode.EMULATED, Metric.ITEM_LATENCY_P99),
                percent(latency, IntelMode.APICV_SAME, Metric.ITEM_LATENCY_P99),
                percent(unlimited, IntelMode.EMULATED, Metric.ITEM_LATENCY_P99),
                percent(deep, IntelMode.EMULATED, Metric.ITEM_LATENCY_P99),
                percent(deep, IntelMode.EMULATED, Metric.ITEMS_PER_SECOND),
                percent(nvme, IntelMode.EMULATED, Metric.ITEM_LATENCY_P99)),
        "holds near queue depth 1 on a fast drive, and for queues so deep that they wait for the guest's"
            + " processor; a drive at its own limit fixes the latency (Little's law)",
        "`pirouette compare nvme-qd1`, `pirouette compare` without `maximum-rate`");
    row(
        "more than 50k interrupts/s per vCPU is exit-bound without posting",
        "lost to exits at 50k/s: %.0f %% of a vCPU's time (`emulated`), %.0f %% (`apicv-same`), 3,000 cycles an exit"
            .formatted(
                100 * shareAt50k(IntelMode.EMULATED), 100 * shareAt50k(IntelMode.APICV_SAME)),
        "fails as a bound (half of the time needs 250k/s or dearer exits); good as a line to look at",
        "`pirouette compare`");
    row(
        "check `dmesg \\| grep \"Posted-interrupts\"` on the host",
        "Linux prints no such line",
        "fails; capability bits, module parameters, the interrupt-remapping table and counters tell",
        "`pirouette doctor`");
    row(
        "perf kvm stat shows EXTERNAL_INTERRUPT exits dropping near zero",
        "%.0f k/s to %.0f /s simulated; recorded with APICv off and on: 201 kicks to 1 (spin), nothing to see for a guest that halts"
            .formatted(reason(IntelMode.EMULATED) / 1e3, reason(IntelMode.POSTED)),
        "holds for running guests; host ticks remain, and they tell apart by their vector",
        "`pirouette compare examples/recordings/spin-msi-apicv-off.ftrace.txt.gz`, `pirouette exits`");
    row(
        "PIR updates are atomic but unordered with respect to other guest memory",
        "software posts are locked instructions, full barriers on x86; weaker orders lose interrupts in"
            + " the prover and in stress tests",
        "misleading: the protocol needs the order and has it",
        "`pirouette prove`");
    row(
        "the CPU needs a self-IPI handler in guest mode to drain PIR when entering",
        "KVM drains PIR in software before entry, interrupts off; the self-IPI variant is ACRN's and TDX's",
        "fails for KVM",
        "`pirouette explain`");
    row(
        "posted interrupts require both VT-d and APICv",
        "device posting needs both; interrupts posted by software need APICv alone: %.2f exits per interrupt in `apicv-other`"
            .formatted(mean(nvme, IntelMode.APICV_OTHER, Metric.EXITS_PER_INTERRUPT)),
        "holds for devices",
        "`pirouette compare`, `pirouette doctor`");
    return table.toString();
  }

  private void row(String stated, String measured, String verdict, String command) {
    List<String> cells =
        new ArrayList<>(List.of(String.valueOf(++row), stated, measured, verdict, command));
    table.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static ModeSummary mode(Comparison comparison, DeliveryMode mode) {
    return comparison.modes().stream().filter(m -> m.mode() == mode).findFirst().orElseThrow();
  }

  private static double mean(Comparison comparison, DeliveryMode mode, Metric metric) {
    return mode(comparison, mode).estimate(metric).mean();
  }

  private static String percent(Comparison comparison, DeliveryMode baseline, Metric metric) {
    double change =
        mode(comparison, IntelMode.POSTED).change(mode(comparison, baseline), metric).mean();
    String text = String.format(Locale.ROOT, "%+.0f %%", 100 * change);
    return text.replace("-0 %", "0 %").replace("+0 %", "0 %");
  }

  private double hostShare(DeliveryMode mode) {
    return mean(nvme, mode, Metric.HOST_USE_HOME) / mean(nvme, mode, Metric.BUSY_HOME);
  }

  private double shareAt50k(DeliveryMode mode) {
    return mean(nvme, mode, Metric.EXIT_SHARE_OF_CORE)
        / mean(nvme, mode, Metric.INTERRUPTS_PER_SECOND)
        * 50_000;
  }

  private double reason(DeliveryMode mode) {
    return mode(nvme, mode).exitsPerSecond(X86ExitReason.EXTERNAL_INTERRUPT).mean();
  }

  private static String some(Comparison comparison, Counter counter) {
    double count =
        mode(comparison, IntelMode.POSTED).estimate(result -> result.count(counter)).mean();
    return count > 0 ? "some" : "no";
  }
}
