package org.pirouette.simulate.machine;

import org.jspecify.annotations.Nullable;
import org.pirouette.simulate.runs.StepRun;

/// Lets pCPUs, and agents outside them, work until they have to wait or something else is due.
final class Runner {
  private final Core core;
  private final Processors processors;
  private final Accounts accounts;
  private final RunRepeater repeater;
  private final Stepper stepper;

  Runner(
      Core core, Processors processors, Accounts accounts, RunRepeater repeater, Stepper stepper) {
    this.core = core;
    this.processors = processors;
    this.accounts = accounts;
    this.repeater = repeater;
    this.stepper = stepper;
  }

  /// Runs the pCPUs that something happened to at the present time.
  void runReady() {
    while (processors.anyReady()) {
      run(processors.nextReady());
    }
  }

  /// An event of a pCPU is due.
  void due(int p) {
    if (processors.isDue(p)) {
      run(p);
    }
  }

  private void run(int p) {
    processors.beginLead();
    stepper.takeSteps(p, null);
    accounts.settle(p);
    processors.endLead();
  }

  /// Takes steps of an agent outside the pCPUs.
  ///
  /// @return when it goes on if something else is due first, or -1 if it has to wait
  long runOutside(int agent) {
    processors.beginLead();
    long then = stepper.takeStepsOutside(agent);
    processors.endLead();
    return then;
  }

  /// A device raises its interrupt: takes over a known run from there, if one fits.
  ///
  /// @return whether there was one
  boolean raise(int agent) {
    if (processors.anyReady()) {
      return false;
    }
    @Nullable StepRun run = repeater.raise(agent);
    if (run == null) {
      return false;
    }
    if (run.processor >= 0) {
      goOn(run.processor, run);
    }
    return true;
  }

  private void goOn(int p, StepRun run) {
    processors.beginLead();
    long then = core.queue.now() + run.lastCost;
    if (run.lastCost == 0 || processors.moveTo(then)) {
      stepper.takeSteps(p, run);
      accounts.settle(p);
    } else {
      processors.resumeAt(p, then);
    }
    processors.endLead();
  }
}
