package org.pirouette.trace.exits;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.pirouette.trace.event.EventName;
import org.pirouette.trace.event.PartReader;
import org.pirouette.trace.event.PartedRecording;
import org.pirouette.trace.event.RecordingException;

/// What was counted over a whole recording, by thread.
///
/// Several workers read parts of the recording; sums go into each worker's own tallies, and what
/// crosses from one part into the next is joined in the parts' order.
final class ExitAccounts {
  private final Map<Integer, ThreadTally> tallies = new TreeMap<>();
  private final Map<Integer, ThreadJoin> joins = new TreeMap<>();
  private final Map<Long, List<Seam>> waiting = new TreeMap<>();
  private final Map<String, Long> eventCounts = new TreeMap<>();
  private final boolean bySecond;
  private long nextPart;
  private long firstTime = Long.MAX_VALUE;
  private long lastTime = Long.MIN_VALUE;
  private long events;
  private long inhibits;
  private long outsideTime;
  private boolean tooManyThreads;

  private ExitAccounts(boolean bySecond) {
    this.bySecond = bySecond;
  }

  /// Reads and accounts a recording.
  static ExitAccounts of(PartedRecording recording, ExitOptions options)
      throws IOException, RecordingException {
    ExitAccounts accounts = new ExitAccounts(options.bySecond());
    int workers = options.workers() > 0 ? options.workers() : recording.workers();
    if (workers == 1) {
      accounts.work(recording, options);
    } else {
      accounts.workInParallel(recording, options, workers);
    }
    accounts.finish();
    return accounts;
  }

  private void workInParallel(PartedRecording recording, ExitOptions options, int workers)
      throws IOException, RecordingException {
    try (ExecutorService executor = Executors.newFixedThreadPool(workers)) {
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        futures.add(
            executor.submit(
                (Callable<Void>)
                    () -> {
                      work(recording, options);
                      return null;
                    }));
      }
      for (Future<?> future : futures) {
        await(future);
      }
    }
  }

  private static void await(Future<?> future) throws IOException, RecordingException {
    try {
      future.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while reading", interrupted);
    } catch (ExecutionException failure) {
      switch (failure.getCause()) {
        case IOException cause -> throw cause;
        case RecordingException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(failure);
      }
    }
  }

  private void work(PartedRecording recording, ExitOptions options)
      throws IOException, RecordingException {
    PartReader reader = recording.newReader(false);
    Accountant accountant = new Accountant(options);
    while (true) {
      accountant.beginPart();
      long part = reader.readPart(accountant);
      if (part == PartReader.END) {
        break;
      }
      join(part, accountant.endPart());
    }
    gather(accountant, reader);
  }

  private synchronized void join(long part, List<Seam> seams) {
    waiting.put(part, seams);
    List<Seam> next;
    while ((next = waiting.remove(nextPart)) != null) {
      for (Seam seam : next) {
        joins.computeIfAbsent(seam.thread, ThreadJoin::new).join(seam, bySecond);
      }
      nextPart++;
    }
  }

  private synchronized void gather(Accountant accountant, PartReader reader) {
    accountant.tallies().forEach(this::add);
    for (EventName name : reader.names()) {
      if (name.count > 0) {
        eventCounts.merge(name.name(), name.count, Long::sum);
      }
    }
    firstTime = Math.min(firstTime, accountant.firstTime());
    lastTime = Math.max(lastTime, accountant.lastTime());
    events += accountant.events();
    inhibits |= accountant.inhibits;
    outsideTime += accountant.outsideTime;
    tooManyThreads |= accountant.hasTooManyThreads();
  }

  private void finish() {
    for (ThreadJoin join : joins.values()) {
      join.end();
      add(join.tally);
    }
  }

  private void add(ThreadTally tally) {
    tallies.computeIfAbsent(tally.thread, ThreadTally::new).add(tally);
  }

  /// By thread.
  Map<Integer, ThreadTally> tallies() {
    return tallies;
  }

  /// How often each event came, by name.
  Map<String, Long> eventCounts() {
    return eventCounts;
  }

  /// How many events fell into the time window.
  long events() {
    return events;
  }

  /// Time from the first to the last event, 0 if unknown.
  long spanNanoseconds() {
    return lastTime >= firstTime ? lastTime - firstTime : 0;
  }

  /// Time of the first event; meaningless without events.
  long firstTime() {
    return firstTime;
  }

  /// All reasons for which APICv was inhibited at some time, as KVM's mask.
  long inhibits() {
    return inhibits;
  }

  /// How many events have no time where a window of time was asked for: they were left out.
  long outsideTime() {
    return outsideTime;
  }

  /// Whether there are more threads than are told apart.
  boolean hasTooManyThreads() {
    return tooManyThreads;
  }
}
