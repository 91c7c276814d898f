package org.pirouette.prove.explore;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.step.Step;

/// One breadth-first search, level by level, so that the first violation is one of the nearest.
///
/// The workers take chunks of the current level; between two states a worker may wait for the
/// fingerprint table to grow. All of a level is looked at before a violation ends the search, so
/// the outcome does not depend on the threads.
final class Search {
  /// After how many new states a worker adds them to the common count.
  static final int REPORT_EVERY = 512;

  private final Model model;
  private final Bounds bounds;
  private final long seed;
  private final StatePacking packing;
  private final FingerprintTable table;
  private final ReentrantReadWriteLock tableLock = new ReentrantReadWriteLock();
  private final LongAdder states = new LongAdder();
  private final LongAdder transitions = new LongAdder();
  private final LongAdder restStates = new LongAdder();
  private final long started = System.nanoTime();
  private final LongConsumer progress;
  private volatile @Nullable String limit;
  private Frontier frontier;
  private Frontier next;
  private int level = -1;
  private long frontierBytes;
  private @Nullable Property broken;
  private long brokenFingerprint;
  private int brokenDepth = Integer.MAX_VALUE;
  private Set<String> stepsTaken = Set.of();
  private long elapsed;

  /// @param progress told the number of states now and then, by any worker
  Search(Model model, Bounds bounds, long seed, boolean predecessors, LongConsumer progress) {
    this.model = model;
    this.bounds = bounds;
    this.seed = seed;
    this.progress = progress;
    packing = new StatePacking(model.layout());
    table = new FingerprintTable(0, predecessors);
    frontier = newFrontier();
    next = newFrontier();
  }

  private Frontier newFrontier() {
    return new Frontier(Math.min(bounds.maximumMemory(), Runtime.getRuntime().maxMemory()) / 8);
  }

  /// Runs the search to its end.
  void run() {
    if (table.bytes() > bounds.maximumMemory()) {
      limit = bounds.memoryLimit();
      return;
    }
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < bounds.threads(); i++) {
      workers.add(new Worker(this));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(bounds.threads())) {
      workers.getFirst().start();
      workers.getFirst().flush();
      workers.getFirst().report();
      while (next.states() > 0 && broken == null && limit == null) {
        nextLevel();
        expandLevel(workers, threads);
      }
    } finally {
      frontier.close();
      next.close();
    }
    Set<String> names = new TreeSet<>();
    for (Worker worker : workers) {
      worker.taken().stream().map(Step::name).forEach(names::add);
    }
    stepsTaken = names;
  }

  private void nextLevel() {
    level++;
    frontier.close();
    frontier = next;
    next = newFrontier();
  }

  private void expandLevel(List<Worker> workers, ExecutorService threads) {
    AtomicInteger chunk = new AtomicInteger();
    if (frontier.chunks() == 1) {
      work(workers.getFirst(), chunk);
    } else {
      List<Future<?>> running = new ArrayList<>();
      for (Worker worker : workers) {
        running.add(threads.submit(() -> work(worker, chunk)));
      }
      running.forEach(Search::await);
    }
    frontierBytes = Math.max(frontierBytes, frontier.memory() + next.memory());
  }

  private static void await(Future<?> running) {
    try {
      running.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new CompletionException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while searching", e);
    }
  }

  private void work(Worker worker, AtomicInteger chunk) {
    tableLock.readLock().lock();
    try {
      int index;
      while (limit == null && (index = chunk.getAndIncrement()) < frontier.chunks()) {
        worker.expand(frontier.chunk(index), frontier.longs(index));
      }
      worker.flush();
      worker.report();
    } catch (OutOfMemoryError full) {
      limit = Bounds.heapLimit();
    } catch (UncheckedIOException full) {
      Throwable cause = full.getCause();
      limit = "room for temporary files (" + (cause == null ? full : cause).getMessage() + ")";
    } finally {
      tableLock.readLock().unlock();
    }
  }

  /// Takes a worker's new counts, and lets the table grow if it is full. The worker holds the read
  /// lock and is between two states.
  ///
  /// @return whether to go on
  boolean report(long newStates, long newTransitions, long newRestStates) {
    states.add(newStates);
    transitions.add(newTransitions);
    restStates.add(newRestStates);
    long total = states.sum();
    progress.accept(total);
    if (total >= bounds.maximumStates()) {
      limit = bounds.statesLimit();
    } else if (System.nanoTime() - started > bounds.time().toNanos()) {
      limit = bounds.timeLimit();
    } else if (total >= table.limit()) {
      grow();
    }
    return limit == null;
  }

  private void grow() {
    int holds = tableLock.getReadHoldCount();
    for (int i = 0; i < holds; i++) {
      tableLock.readLock().unlock();
    }
    tableLock.writeLock().lock();
    try {
      if (states.sum() >= table.limit()) {
        long needed = table.bytesToGrow() + frontier.memory() + next.memory();
        if (needed > bounds.maximumMemory()) {
          limit = bounds.memoryLimit();
        } else {
          table.grow();
        }
      }
    } finally {
      for (int i = 0; i < holds; i++) {
        tableLock.readLock().lock();
      }
      tableLock.writeLock().unlock();
    }
  }

  /// Takes note of a broken property; the one with the shortest run counts, and of those one that
  /// does not depend on the order of the threads.
  synchronized void violated(Property property, long fingerprint, int depth) {
    Property known = broken;
    if (known == null || depth < brokenDepth || (depth == brokenDepth && before(property, known))) {
      broken = property;
      brokenFingerprint = fingerprint;
      brokenDepth = depth;
    } else if (depth == brokenDepth
        && property.name().equals(known.name())
        && Long.compareUnsigned(fingerprint, brokenFingerprint) < 0) {
      brokenFingerprint = fingerprint;
    }
  }

  private static boolean before(Property left, Property right) {
    return left.name().compareTo(right.name()) < 0;
  }

  /// The fingerprints of a shortest run to the broken property, from the initial state on.
  List<Long> fingerprintsToViolation() {
    List<Long> run = new ArrayList<>();
    for (long at = brokenFingerprint; at != 0; at = table.parent(at)) {
      run.addFirst(at);
    }
    return run;
  }

  /// @param progress what came of the search for fair cycles
  Exploration result(Exploration.@Nullable Violation violation, Exploration.Progress progress) {
    String reason = violation != null ? null : limit != null ? limit : progress.limit();
    long stateCount = states.sum();
    long transitionCount = transitions.sum();
    double repeated = Math.max(0, transitionCount - stateCount);
    return new Exploration(
        violation != null
            ? Exploration.Verdict.VIOLATED
            : reason != null ? Exploration.Verdict.NOT_EXHAUSTED : Exploration.Verdict.CORRECT,
        violation,
        reason,
        stateCount,
        transitionCount,
        Math.max(0, level),
        restStates.sum(),
        packing.bits(),
        table.bytes(),
        frontierBytes,
        stateCount * repeated / 0x1p64,
        stepsTaken,
        progress,
        Duration.ofNanos(elapsed));
  }

  /// The properties that are looked at.
  List<Property> properties() {
    return model.system(new StateWords(model.layout())).properties();
  }

  void stopClock() {
    elapsed = System.nanoTime() - started;
  }

  Model model() {
    return model;
  }

  StatePacking packing() {
    return packing;
  }

  FingerprintTable table() {
    return table;
  }

  Frontier next() {
    return next;
  }

  long seed() {
    return seed;
  }

  boolean reduction() {
    return bounds.reduction();
  }

  /// Distance of the states that are being expanded from the initial state; -1 before the search.
  int level() {
    return level;
  }

  @Nullable Property broken() {
    return broken;
  }

  /// Steps from the initial state to the broken property.
  int brokenDepth() {
    return brokenDepth;
  }

  /// Which bound ended the search, in words.
  @Nullable String limit() {
    return limit;
  }
}
