package org.pirouette.protocol;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.intel.Intel;
import org.pirouette.protocol.intel.IntelMachine;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.step.Agent;
import org.pirouette.protocol.step.AtomicWords;

/// Runs a machine on real threads with real atomics, as fast as they go: one thread for each pCPU,
/// and one for devices, IOMMU and buses.
///
/// Each device waits until its interrupt is handled before it raises the next, so an interrupt or
/// wakeup that is lost shows as a device that waits for ever.
final class RealThreads {
  private final IntelMachine machine;
  private final long seed;
  private final long patience;
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicLong handled = new AtomicLong();
  private volatile @Nullable String problem;

  /// @param patience how long a device waits before its interrupt counts as lost
  RealThreads(MachineConfiguration configuration, long seed, Duration patience) {
    IntelMachine origin = Intel.ARCHITECTURE.machine(configuration);
    machine = origin.on(new AtomicWords(origin.layout()));
    this.seed = seed;
    this.patience = patience.toNanos();
  }

  /// How many interrupts of devices were handled.
  long handled() {
    return handled.get();
  }

  /// Runs for a while.
  ///
  /// @return what is wrong, or null
  @Nullable String run(Duration duration) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int p = 0; p < machine.configuration().processors(); p++) {
      int processor = p;
      threads.add(Thread.ofPlatform().start(() -> guarded(() -> runProcessor(processor))));
    }
    threads.add(Thread.ofPlatform().start(() -> guarded(this::runDevices)));
    long end = System.nanoTime() + duration.toNanos();
    while (problem == null && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    stop.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    long faults = machine.words().load(machine.ghosts.broken());
    return problem != null || faults == 0 ? problem : "faults " + Long.toBinaryString(faults);
  }

  private void guarded(Runnable body) {
    try {
      body.run();
    } catch (RuntimeException failure) {
      problem = failure.toString();
      stop.set(true);
    }
  }

  private void runProcessor(int p) {
    SplittableRandom random = new SplittableRandom(seed + p);
    int processor = machine.processorAgent(p);
    int tick = machine.tick(p);
    while (!stop.get()) {
      if (random.nextInt(2000) == 0 && machine.mayStep(tick)) {
        machine.step(tick, 0);
      }
      int context = (int) machine.words().load(machine.pcpus.context(p));
      int agent = machine.mayStep(processor) ? processor : context;
      int alternatives = machine.alternatives(agent);
      boolean idles =
          machine.kindOf(agent) == Agent.Kind.GUEST
              && machine.currentStep(agent).optional(machine, agent)
              && random.nextInt(4) != 0;
      if (alternatives == 0 || idles) {
        Thread.yield();
      } else {
        machine.step(agent, random.nextInt(alternatives));
      }
    }
  }

  private void runDevices() {
    SplittableRandom random = new SplittableRandom(~seed);
    int devices = machine.configuration().devices().size();
    long[] since = new long[devices];
    while (!stop.get()) {
      for (int d = 0; d < devices; d++) {
        runDevice(d, since);
      }
      for (int p = 0; p < machine.configuration().processors(); p++) {
        int bus = machine.busAgent(p);
        if (random.nextInt(3) != 0 && machine.mayStep(bus)) {
          machine.step(bus, 0);
        }
      }
    }
  }

  private void runDevice(int d, long[] since) {
    long now = System.nanoTime();
    while (machine.mayStep(machine.iommu(d))) {
      machine.step(machine.iommu(d), 0);
    }
    int vector = machine.vectorOf(d);
    long owed = machine.words().load(machine.ghosts.owed(machine.routeVcpu(d), vector >>> 6));
    if ((owed & 1L << vector) != 0) {
      if (now - since[d] > patience) {
        problem = "the interrupt of device " + d + " is lost";
        stop.set(true);
      }
    } else if (machine.mayStep(machine.device(d))) {
      handled.addAndGet(since[d] == 0 ? 0 : 1);
      since[d] = now;
      machine.step(machine.device(d), 0);
    }
  }
}
