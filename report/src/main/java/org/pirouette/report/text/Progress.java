package org.pirouette.report.text;

import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// A line on standard error that tells how far a long job has come. It appears only after a second,
/// only on a terminal, changes at most ten times a second, and is gone at the end.
///
/// ```java
/// try (Progress progress = Progress.start(terminal, "reading trace.dat", Unit.BYTES, size)) {
///   while (...) { ...; progress.advance(read); }
/// }
/// ```
///
/// Any number of threads may call [#advance]; whoever comes when it is time draws the line. There
/// is no thread of its own, so a job that never calls never shows.
public final class Progress implements AutoCloseable {
  private static final long PATIENCE_NANOSECONDS = 1_000_000_000L;
  private static final long PERIOD_NANOSECONDS = 100_000_000L;
  private static final int BAR_WIDTH = 20;
  private static final String ERASE_LINE = "\r\u001b[K";

  private final PrintStream stream;
  private final boolean visible;
  private final int columns;
  private final String task;
  private final Unit unit;
  private final long total;
  private final long started;
  private final LongAdder done = new LongAdder();
  private final AtomicLong nextDraw;
  private volatile boolean drawn;

  Progress(
      PrintStream stream,
      boolean visible,
      int columns,
      String task,
      Unit unit,
      long total,
      long now) {
    this.stream = stream;
    this.visible = visible;
    this.columns = columns;
    this.task = Visible.line(task);
    this.unit = unit;
    this.total = total;
    this.started = now;
    this.nextDraw = new AtomicLong(now + PATIENCE_NANOSECONDS);
  }

  /// Starts the clock of a job.
  ///
  /// @param task what is being done, such as `reading trace.dat`
  /// @param unit what is counted, such as [Unit#BYTES] or [Unit#COUNT]
  /// @param total how much there is in all, or 0 when nobody knows
  public static Progress start(Terminal terminal, String task, Unit unit, long total) {
    return new Progress(
        System.err, terminal.error(), terminal.columns(), task, unit, total, System.nanoTime());
  }

  /// Says that so much more has been done.
  public void advance(long amount) {
    done.add(amount);
    if (visible) {
      drawIfDue(System.nanoTime());
    }
  }

  void drawIfDue(long now) {
    long due = nextDraw.get();
    if (now - due >= 0 && nextDraw.compareAndSet(due, now + PERIOD_NANOSECONDS)) {
      stream.print(ERASE_LINE + line(done.sum(), (now - started) / 1e9));
      stream.flush();
      drawn = true;
    }
  }

  /// The line for a job that has come so far in so many seconds: bar and share if the total is
  /// known, then amount, rate and, if the total is known, how long the rest will take.
  String line(long amount, double seconds) {
    StringBuilder line = new StringBuilder(task).append("  ");
    if (total > 0) {
      double share = Math.min(1.0, (double) amount / total);
      int filled = (int) (share * BAR_WIDTH);
      line.append('[').repeat('#', filled).repeat('.', BAR_WIDTH - filled).append("] ");
      line.append(Math.round(100 * share)).append(" %  ");
    }
    line.append(Units.format(unit, amount));
    if (seconds > 0) {
      Unit perSecond = unit == Unit.BYTES ? Unit.BYTES_PER_SECOND : Unit.PER_SECOND;
      line.append(", ").append(Units.format(perSecond, Math.rint(amount / seconds)));
    }
    if (total > amount && amount > 0 && seconds > 0) {
      line.append(", ").append(left((total - amount) * seconds / amount)).append(" left");
    }
    return line.length() < columns ? line.toString() : line.substring(0, columns - 1);
  }

  /// Whole seconds, minutes or hours, rounded up: what is left is an estimate.
  private static String left(double seconds) {
    if (seconds < 100) {
      return (long) Math.ceil(seconds) + " s";
    }
    return seconds < 6_000
        ? (long) Math.ceil(seconds / 60) + " min"
        : (long) Math.ceil(seconds / 3_600) + " h";
  }

  /// Takes the line away.
  @Override
  public void close() {
    if (drawn) {
      stream.print(ERASE_LINE);
      stream.flush();
    }
  }
}
