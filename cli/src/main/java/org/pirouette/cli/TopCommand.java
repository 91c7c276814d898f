package org.pirouette.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.pirouette.cli.help.ExitStatuses;
import org.pirouette.host.linux.RawTerminal;
import org.pirouette.host.live.ExitCost;
import org.pirouette.host.live.SourceKind;
import org.pirouette.host.live.VcpuMonitor;
import org.pirouette.host.live.VcpuRates;
import org.pirouette.host.tree.LiveTree;
import org.pirouette.report.text.Terminal;
import org.pirouette.report.top.TopFrame;
import org.pirouette.report.top.TopJson;
import org.pirouette.report.top.TopOrder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `pirouette top`: samples the vCPUs of this host and shows their rates.
@Command(
    name = "top",
    description = {
      "Live table of exits and interrupts per vCPU.",
      "",
      "Keys: q quit, p or space pause, and a letter per column to sort by: n name, e exits,"
          + " i interrupts, j injections, h halts, w wakeups, c CPU, l lost."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = ExitStatuses.HEADING,
    exitCodeList = {
      "0:ended by q, or after --count",
      ExitStatuses.FAILED,
      ExitStatuses.WRONG,
      ExitStatuses.STOPPED,
      ExitStatuses.READER_GONE
    })
final class TopCommand implements Callable<Integer> {
  @Option(
      names = {"-d", "--interval"},
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "Time between samples (default: ${DEFAULT-VALUE}).")
  private double interval = 1;

  @Option(
      names = {"-s", "--sort"},
      paramLabel = "KEY",
      defaultValue = "exits",
      description = "Sort by ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private TopOrder order = TopOrder.EXITS;

  @Option(names = "--batch", description = "Print one table after the other, for logs.")
  private boolean batch;

  @Option(names = "--once", description = "Print one table and end.")
  private boolean once;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      description = "With --batch or --json: end after N tables.")
  private int count;

  @Option(names = "--json", description = "One JSON document per line (docs/json/top.md).")
  private boolean json;

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      description =
          "Use only this source: ${COMPLETION-CANDIDATES} (default: the best that each VM allows).")
  private @Nullable SourceKind source;

  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() throws Exception {
    if (!(interval >= 0.1 && interval <= 3600)) {
      throw new UserError("--interval takes seconds from 0.1 to 3600, found " + interval + ".");
    }
    if (count < 0) {
      throw new UserError("--count takes a number from 1 on, found " + count + ".");
    }
    Set<SourceKind> allowed = source == null ? EnumSet.allOf(SourceKind.class) : EnumSet.of(source);
    try (VcpuMonitor monitor =
        new VcpuMonitor(new LiveTree(), allowed, ExitCost.MEASURED, System::nanoTime)) {
      boolean screen = !batch && !once && !json && output.terminal().output();
      Optional<RawTerminal> keyboard = screen ? RawTerminal.open() : Optional.empty();
      if (keyboard.isPresent()) {
        try (TopScreen live = new TopScreen(keyboard.get(), output.terminal(), monitor)) {
          live.run(interval, order);
        }
      } else {
        log(monitor, once ? 1 : count);
      }
    }
    return 0;
  }

  /// Tables one after the other. The first needs two samples.
  private void log(VcpuMonitor monitor, int tables) throws InterruptedException {
    Terminal terminal = output.terminal();
    boolean told = false;
    monitor.sample();
    for (int printed = 0; tables == 0 || printed < tables; ) {
      Thread.sleep(Math.round(interval * 1000));
      List<VcpuRates> rates = monitor.sample();
      TopFrame frame = new TopFrame(rates, monitor.sources(), monitor.seconds(), order);
      String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
      if (json) {
        TopJson.write(frame, time, System.out);
        printed++;
      } else if (!rates.isEmpty()) {
        System.out.print(time + "  " + frame.text(terminal.columns(), terminal.ansi()) + "\n");
        printed++;
        told = false;
      } else if (!told || once) {
        System.out.println(time + "  " + (once ? nothing() : TopFrame.NOTHING));
        told = true;
        if (once) {
          return;
        }
      }
      System.out.flush();
    }
    if (once && !json) {
      System.out.println(TopFrame.rule());
    }
  }

  private static String nothing() {
    return TopFrame.NOTHING.substring(0, TopFrame.NOTHING.indexOf(';')) + ".";
  }

  /// The order asked for by a key, if it asks for one.
  static Optional<TopOrder> orderOf(int key) {
    char wanted = (char) Character.toLowerCase(key);
    for (TopOrder order : TopOrder.values()) {
      if (order.key() == wanted) {
        return Optional.of(order);
      }
    }
    return Optional.empty();
  }
}
