package org.pirouette.cli.compare;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.pirouette.report.text.Notice;
import org.pirouette.report.text.Progress;
import org.pirouette.report.text.Terminal;
import org.pirouette.report.text.Unit;
import org.pirouette.simulate.RunControl;

/// Runs simulations while a bar on standard error shows how far they are, and stops them when the
/// user presses Ctrl-C.
public final class WatchedRun {
  private static final long LOOK_MILLISECONDS = 100;
  private static final long GRACE_MILLISECONDS = 2_000;

  private WatchedRun() {}

  /// Runs and waits.
  ///
  /// @param total simulated nanoseconds of all runs
  /// @throws CancellationException if the user stopped it
  public static <T> T run(Terminal terminal, RunControl control, long total, Supplier<T> run) {
    CountDownLatch finished = new CountDownLatch(1);
    Thread stop = new Thread(() -> stop(control, finished), "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try (Progress progress = Progress.start(terminal, "simulating", Unit.NANOSECONDS, total)) {
      Thread.ofVirtual().name("progress").start(() -> watch(control, progress, finished));
      return run.get();
    } finally {
      finished.countDown();
      forget(stop);
    }
  }

  private static void watch(RunControl control, Progress progress, CountDownLatch finished) {
    long shown = 0;
    try {
      while (!finished.await(LOOK_MILLISECONDS, TimeUnit.MILLISECONDS)) {
        long now = control.simulatedNanoseconds();
        progress.advance(now - shown);
        shown = now;
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static void stop(RunControl control, CountDownLatch finished) {
    control.cancel();
    try {
      if (!finished.await(GRACE_MILLISECONDS, TimeUnit.MILLISECONDS)) {
        Notice.say("stopped");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyShuttingDown) {
      // Ctrl-C: the process ends anyway
    }
  }
}
