package org.pirouette.bench.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.pirouette.bench.BenchmarkGroup;
import org.pirouette.host.kvm.KvmDevice;
import org.pirouette.host.kvm.TinyGuest;

/// The CPU time that `pirouette top` itself uses: one sample a second, 64 vCPUs of a real guest
/// through `/dev/kvm`, each interrupted some times a second. Start-up and the first [#TABLES]
/// tables are left out.
public final class TopCost implements BenchmarkGroup {
  private static final int VCPUS = 64;
  private static final long PERIOD_MILLISECONDS = 2;
  private static final int TABLES = 20;
  private static final double AIM = 0.01;

  @Override
  public String name() {
    return "host";
  }

  @Override
  public List<Row> measure(Effort effort) throws Exception {
    if (!KvmDevice.usable()) {
      System.err.println("host: skipped, no /dev/kvm that this user may use");
      return List.of();
    }
    long seconds = effort == Effort.FULL ? 60 : 20;
    try (TinyGuest guest = TinyGuest.start(VCPUS)) {
      Process top = start();
      try {
        warmUp(guest, top);
        long before = cpuNanoseconds(top.pid());
        long start = System.nanoTime();
        interrupt(guest, seconds);
        double share = (double) (cpuNanoseconds(top.pid()) - before) / (System.nanoTime() - start);
        return List.of(
            new Row(
                "top's own CPU use, 64 vCPUs, 1 s interval",
                String.format(Locale.ROOT, "%.2f %% of a core", share * 100),
                "aim: 1 % of a core",
                AIM / share,
                1));
      } finally {
        top.destroy();
      }
    }
  }

  private static Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", // as the launcher starts it
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path", ""),
            "org.pirouette.cli.Main",
            "top",
            "--batch",
            "--interval",
            "1")
        .redirectError(Redirect.INHERIT)
        .start();
  }

  /// Until top has started and printed some tables; the rest of its output is thrown away.
  private static void warmUp(TinyGuest guest, Process top) throws Exception {
    CountDownLatch tables = new CountDownLatch(TABLES);
    Thread.ofPlatform()
        .daemon(true)
        .start(
            () -> {
              try (BufferedReader lines =
                  new BufferedReader(
                      new InputStreamReader(top.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  if (line.startsWith("VM ")) {
                    tables.countDown();
                  }
                }
              } catch (IOException ended) {
                System.err.println("host: top's output ended: " + ended.getMessage());
              }
            });
    while (tables.getCount() > 0) {
      interrupt(guest, 1);
    }
  }

  private static void interrupt(TinyGuest guest, long seconds) throws Exception {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    for (int vcpu = 0; System.nanoTime() < end; vcpu = (vcpu + 1) % VCPUS) {
      guest.signal(vcpu);
      Thread.sleep(PERIOD_MILLISECONDS);
    }
  }

  /// The time of all threads, from `schedstat`; those that end meanwhile are left out.
  private static long cpuNanoseconds(long processId) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + processId + "/task"))) {
      return threads.mapToLong(TopCost::threadNanoseconds).sum();
    }
  }

  private static long threadNanoseconds(Path thread) {
    try {
      return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", 2)[0]);
    } catch (NoSuchFileException ended) {
      return 0;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
