package org.pirouette.protocol.kvm;

import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// `kvm_make_all_cpus_request`: sets a request bit of every vCPU of the VM, wakes those that block
/// if the request says so, and makes those in guest mode leave it.
public final class RequestAll {
  /// Where the subroutine starts.
  public final Label entry = new Label("kvm_make_all_cpus_request");

  private final long request;
  private final boolean wakes;
  private final Label done;

  /// @param request bit of [Request]
  /// @param wakes whether sleeping vCPUs are woken (no KVM_REQUEST_NO_WAKEUP)
  /// @param done where to go on
  public RequestAll(long request, boolean wakes, Label done) {
    this.request = request;
    this.wakes = wakes;
    this.done = done;
  }

  public void addTo(Program.Assembler assembler) {
    Label kick = new Label("kvm_request_needs_ipi");
    assembler.label(entry).step(new Make(request, wakes, kick, done));
    if (wakes) {
      assembler.step(new ReadWait(kick)).step(new Wake(entry, kick));
    }
    assembler.label(kick).step(new LeaveGuestMode(entry)).step(new Interrupt(entry));
  }

  private static int nextVcpu(KvmMachine machine, int agent, Label entry) {
    int v = machine.register(agent, Registers.TARGET);
    machine.setRegister(agent, Registers.TARGET, v + 1);
    return entry.pc();
  }

  /// Sets the request of the next vCPU.
  public static class Make extends KvmStep {
    private final long request;
    private final boolean wakes;
    private final Label kick;
    private final Label done;

    Make(long request, boolean wakes, Label kick, Label done) {
      super("request next vCPU", "Linux kvm_make_request", Cost.LOCKED);
      this.request = request;
      this.wakes = wakes;
      this.kick = kick;
      this.done = done;
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      int v = machine.register(agent, Registers.TARGET);
      if (v >= machine.configuration().vcpus().size()) {
        machine.setRegister(agent, Registers.TARGET, 0);
        return done.pc();
      }
      machine.words.getAndOr(machine.vcpus.requests(v), request);
      machine.signal(machine.thread(v));
      return wakes ? NEXT : kick.pc();
    }
  }

  /// Whether it blocks.
  public static class ReadWait extends KvmStep {
    private final Label kick;

    ReadWait(Label kick) {
      super("read rcuwait", "Linux kvm_vcpu_wake_up", Cost.PLAIN);
      this.kick = kick;
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      machine.words.fence(); // smp_mb (A) of rcuwait_wake_up
      int v = machine.register(agent, Registers.TARGET);
      return machine.words.load(machine.vcpus.rcuwait(v)) == 1 ? NEXT : kick.pc();
    }
  }

  /// try_to_wake_up.
  public static class Wake extends KvmStep {
    private final Label next;
    private final Label kick;

    Wake(Label next, Label kick) {
      super("wake", "Linux try_to_wake_up", KvmCost.WAKE_UP);
      this.next = next;
      this.kick = kick;
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      int v = machine.register(agent, Registers.TARGET);
      return machine.wake(agent, v) ? nextVcpu(machine, agent, next) : kick.pc();
    }
  }

  /// Whether it is in guest mode; if so it is told to leave.
  public static class LeaveGuestMode extends KvmStep {
    private final Label next;

    LeaveGuestMode(Label next) {
      super("IN_GUEST -> EXITING", "Linux kvm_request_needs_ipi", Cost.LOCKED_CONTENDED);
      this.next = next;
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      int v = machine.register(agent, Registers.TARGET);
      boolean wasInGuest =
          machine.words.compareAndSet(machine.vcpus.mode(v), Mode.IN_GUEST, Mode.EXITING_GUEST);
      return wasInGuest ? NEXT : nextVcpu(machine, agent, next);
    }
  }

  /// An interrupt makes it leave.
  public static class Interrupt extends KvmStep {
    private final Label next;

    Interrupt(Label next) {
      super("send kick", "Linux kvm_kick_many_cpus", KvmCost.IPI_SEND);
      this.next = next;
    }

    @Override
    public int execute(KvmMachine machine, int agent, int choice) {
      int v = machine.register(agent, Registers.TARGET);
      int p = (int) machine.words.load(machine.vcpus.vcpuCpu(v));
      if (p < machine.configuration().processors()) {
        machine.sendCallFunction(agent, p);
      }
      return nextVcpu(machine, agent, next);
    }
  }
}
