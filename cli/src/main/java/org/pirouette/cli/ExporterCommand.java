package org.pirouette.cli;

import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pirouette.cli.help.ExitStatuses;
import org.pirouette.host.HostReader;
import org.pirouette.host.check.Diagnosis;
import org.pirouette.host.check.Verdict;
import org.pirouette.host.live.ExitCost;
import org.pirouette.host.live.SourceKind;
import org.pirouette.host.live.VcpuMonitor;
import org.pirouette.host.tree.LiveTree;
import org.pirouette.report.metrics.HostMetrics;
import org.pirouette.report.text.Notice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `pirouette exporter`: the figures of `top` for Prometheus.
@Command(
    name = "exporter",
    description = {
      "Exits and interrupts per vCPU as metrics for Prometheus.",
      "",
      "Answers at http://ADDRESS/metrics until Ctrl-C. Metrics and a dashboard: docs/host.md."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = ExitStatuses.HEADING,
    exitCodeList = {
      "0:printed, with --once",
      ExitStatuses.FAILED,
      ExitStatuses.WRONG,
      ExitStatuses.STOPPED,
      ExitStatuses.READER_GONE
    })
final class ExporterCommand implements Callable<Integer> {
  private static final Pattern ADDRESS = Pattern.compile("(?:\\[?([^\\[\\]]*)\\]?:)?(\\d{1,5})");
  private static final long NANOSECONDS = 1_000_000_000L;

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1:9744",
      description =
          "HOST:PORT, or PORT on this host alone (default: ${DEFAULT-VALUE}). Whoever reaches it"
              + " can read the names of the VMs.")
  private String listen = "127.0.0.1:9744";

  @Option(
      names = {"-d", "--interval"},
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "Time between samples (default: ${DEFAULT-VALUE}).")
  private double interval = 5;

  @Option(
      names = "--doctor-interval",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "Time between two of doctor's answers; 0 for none (default: ${DEFAULT-VALUE}).")
  private double doctorInterval = 600;

  @Option(names = "--once", description = "Print the metrics once, after two samples, and end.")
  private boolean once;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by the command-line library
  private CommandSpec spec;

  private Optional<Verdict> verdict = Optional.empty();
  private long askedAt;
  private boolean asked;

  private record Place(InetAddress address, int port) {}

  @Override
  public Integer call() throws Exception {
    if (!(interval >= 0.1 && interval <= 3600)) {
      throw new UserError("--interval takes seconds from 0.1 to 3600, found " + interval + ".");
    }
    if (!(doctorInterval == 0 || doctorInterval >= 10 && doctorInterval <= 1e6)) {
      throw new UserError(
          "--doctor-interval takes 0 or seconds from 10 to 1000000, found " + doctorInterval + ".");
    }
    Place place = place(listen);
    HostMetrics metrics = new HostMetrics(String.join(" ", spec.root().version()));
    try (VcpuMonitor monitor =
        new VcpuMonitor(
            new LiveTree(), EnumSet.allOf(SourceKind.class), ExitCost.MEASURED, System::nanoTime)) {
      if (once) {
        monitor.sample();
        Thread.sleep(Math.round(interval * 1000));
        update(metrics, monitor);
        metrics.write(System.out);
        System.out.flush();
        return 0;
      }
      serve(place, metrics, monitor);
    }
    return 0;
  }

  private void serve(Place place, HostMetrics metrics, VcpuMonitor monitor)
      throws UserError, InterruptedException {
    PrometheusRegistry registry = new PrometheusRegistry();
    registry.register(metrics);
    try (HTTPServer server =
        HTTPServer.builder()
            .inetAddress(place.address())
            .port(place.port())
            .registry(registry)
            .buildAndStart()) {
      String host = place.address().getHostAddress();
      Notice.say(
          "http://%s:%d/metrics; Ctrl-C ends it."
              .formatted(host.contains(":") ? "[" + host + "]" : host, server.getPort()));
      if (!place.address().isLoopbackAddress()) {
        Notice.say(
            "Whoever reaches this address can read the names and rates of the VMs: nobody is asked"
                + " who they are.");
      }
      while (true) {
        update(metrics, monitor);
        Thread.sleep(Math.round(interval * 1000));
      }
    } catch (IOException failure) {
      throw new UserError(
          "cannot listen at %s (%s); name another address with --listen HOST:PORT."
              .formatted(listen, failure.getMessage()));
    }
  }

  private void update(HostMetrics metrics, VcpuMonitor monitor) throws InterruptedException {
    long now = System.nanoTime();
    if (doctorInterval > 0 && (!asked || now - askedAt > doctorInterval * NANOSECONDS)) {
      asked = true;
      askedAt = now;
      verdict =
          Optional.of(Diagnosis.of(new HostReader(new LiveTree(), 0, _ -> 0).read()).verdict());
    }
    var rates = monitor.sample();
    metrics.update(
        new HostMetrics.Sample(
            monitor.counts(), rates, monitor.sources(), monitor.seconds(), verdict));
  }

  private static Place place(String text) throws UserError {
    Matcher address = ADDRESS.matcher(text);
    String wanted =
        "--listen takes HOST:PORT, or a PORT from 0 to 65535 on this host alone, found '%s'."
            .formatted(text);
    if (!address.matches() || Integer.parseInt(address.group(2)) > 65_535) {
      throw new UserError(wanted);
    }
    String host = address.group(1);
    try {
      InetAddress where =
          host == null ? InetAddress.getLoopbackAddress() : InetAddress.getByName(host);
      return new Place(where, Integer.parseInt(address.group(2)));
    } catch (UnknownHostException unknown) {
      throw new UserError(wanted + " No host has that name.");
    }
  }
}
