package org.pirouette.protocol.x86;

import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// The clock of a vCPU's emulated APIC timer, and what KVM lets count for it.
///
/// - A host timer: when it fires, the host's timer interrupt comes on the pCPU of the vCPU's
///   thread, and its handler posts the timer's vector.
/// - The VMX preemption timer: when it has expired, the guest exits as soon as it runs (SDM 3C
///   25.5.1), and the exit's handler posts the vector. It is of no use to a halted vCPU, so a host
///   timer takes over for the time of the halt.
public final class Timer {
  private Timer() {}

  public static Program program(Assembly assembly) {
    return assembly.assembler("timer").step(new Fire()).assemble();
  }

  /// The deadline passes.
  public static class Fire extends X86Step {
    /// The step as it is.
    public Fire() {
      super("timer fires", "Linux apic_timer_fn, SDM 3C 25.5.1", Cost.NONE, Decision.TIMER_FIRES);
    }

    @Override
    public int alternatives(X86Machine machine, int agent) {
      long timer = machine.words.load(machine.vcpus.timer(machine.numberOf(agent)));
      return timer != 0 && (timer & TimerWord.FIRED) == 0 ? 1 : 0;
    }

    @Override
    public boolean optional(X86Machine machine, int agent) {
      return false;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      int p = machine.taskCpu(v);
      while (true) {
        long timer = machine.words.load(machine.vcpus.timer(v));
        boolean inGuest = (timer & TimerWord.IN_GUEST) != 0;
        long fired = TimerWord.FIRED | (inGuest ? timer : TimerWord.FIRED_ON.set(timer, p));
        if (machine.words.compareAndSet(machine.vcpus.timer(v), timer, fired)) {
          machine.noteCaused(v, (int) (timer & TimerWord.VECTOR));
          if (inGuest) {
            machine.signal(machine.guestAgent(v));
          } else {
            machine.raise(p, HostVector.LOCAL_TIMER);
          }
          return 0;
        }
      }
    }
  }

  /// The exit of the VMX preemption timer: the vector is posted to the own vCPU. KVM also uses the
  /// timer to get out of the guest at once, with nothing to post.
  public static class Expire extends X86Step {
    private final Label run;
    private final Label post;

    /// @param run the loop
    /// @param post the software post
    public Expire(Label run, Label post) {
      super(
          "preemption timer expired",
          "Linux handle_preemption_timer, kvm_lapic_expired_hv_timer",
          KvmCost.EXIT_HANDLER_OTHER);
      this.run = run;
      this.post = post;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      if (!machine.timerEndsGuest(v)) {
        machine.set(machine.scratch(agent), Registers.OPERAND, 0);
        return run.pc();
      }
      return VmExit.post(machine, agent, v << 8 | machine.takeTimer(v), run, post);
    }
  }

  /// Before a vCPU polls or blocks, a host timer takes over from the preemption timer, which counts
  /// in the guest only. If it has expired already, its vector is posted at once.
  public static class SwitchToHost extends X86Step {
    private final Label halt;
    private final Label post;

    /// @param halt where the thread goes on
    /// @param post the software post
    public SwitchToHost(Label halt, Label post) {
      super("switch to host timer", "Linux vcpu_block, kvm_lapic_switch_to_sw_timer", Cost.PLAIN);
      this.halt = halt;
      this.post = post;
    }

    /// Where the thread polls or blocks.
    public int halt() {
      return halt.pc();
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      while (true) {
        long timer = machine.words.load(machine.vcpus.timer(v));
        if ((timer & TimerWord.IN_GUEST) == 0) {
          return halt.pc();
        }
        if ((timer & TimerWord.FIRED) != 0) {
          return VmExit.post(machine, agent, v << 8 | machine.takeTimer(v), halt, post);
        }
        if (machine.words.compareAndSet(
            machine.vcpus.timer(v), timer, timer & ~TimerWord.IN_GUEST)) {
          return halt.pc();
        }
      }
    }
  }
}
