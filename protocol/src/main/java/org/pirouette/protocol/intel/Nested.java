package org.pirouette.protocol.intel;

import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.model.intel.InterruptPriority;
import org.pirouette.model.intel.NotificationControl;
import org.pirouette.protocol.kvm.GuestChoice;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.Request;
import org.pirouette.protocol.kvm.VcpuWakeUp;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.x86.HostVector;
import org.pirouette.protocol.x86.VirtualApicBank;

/// Nested posting (A8): the vCPUs run L2, whose hypervisor L1 posts into a descriptor of its own
/// and sends the notification vector that it chose. KVM intercepts that vector and passes the
/// request on as a notification with vector F0h, or completes the posting itself at the next entry.
///
/// In a machine with this feature, `Machine.virr` and `Machine.status` are those of L2, and
/// `Machine.nestedPir`, `Machine.nestedControl` are the descriptor that L1 gave to it.
public final class Nested {
  private Nested() {}

  /// The part of the software post: P0.
  static void addPostTo(Program.Assembler assembler, Label ordinary, Label outside) {
    Label notify = new Label("send F0h");
    assembler
        .step(new Intercept(ordinary))
        .step(new RequestEvent())
        .step(new SoftwarePost.ReadMode(notify, outside))
        .label(notify)
        .step(new Notify());
  }

  /// The part of event injection.
  public static void addCompletionTo(Program.Assembler assembler, Label disable) {
    assembler
        .step(new TakePending(disable))
        .step(new TakeOutstanding(disable))
        .step(new Complete(disable));
  }

  /// The part of the check for runnability.
  public static void addCheckTo(Program.Assembler assembler, Label compare) {
    assembler
        .step(new TestPending(compare))
        .step(new ReadOutstanding(compare))
        .step(new ReadPosted());
  }

  /// P0: a vector that L1 uses as notification vector is not an interrupt for L1.
  public static class Intercept extends IntelStep {
    private final Label ordinary;

    /// @param ordinary where any other vector goes on
    public Intercept(Label ordinary) {
      super("P0 pi_pending := 1", "Linux vmx_deliver_nested_posted_interrupt", Cost.PLAIN);
      this.ordinary = ordinary;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      if (machine.register(agent, Registers.VECTOR) != NestedBank.L1_NOTIFICATION) {
        return ordinary.pc();
      }
      machine.words.store(
          machine.nested.nestedPending(machine.register(agent, Registers.TARGET)), 1);
      return NEXT;
    }
  }

  /// P0: asks the target to look; the locked instruction orders this before the read of mode.
  public static class RequestEvent extends IntelStep {
    /// The step as it is.
    public RequestEvent() {
      super(
          "P0 request EVENT",
          "Linux vmx_deliver_nested_posted_interrupt, smp_mb__after_atomic",
          Cost.LOCKED_CONTENDED);
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int v = machine.register(agent, Registers.TARGET);
      machine.words.getAndOr(machine.vcpus.requests(v), Request.EVENT);
      machine.signal(machine.thread(v));
      return NEXT;
    }
  }

  /// P5a, with vector F0h.
  public static class Notify extends IntelStep {
    /// The step as it is.
    public Notify() {
      super("P5a send F0h", "Linux kvm_vcpu_trigger_posted_interrupt", KvmCost.IPI_SEND);
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int v = machine.register(agent, Registers.TARGET);
      int p = (int) machine.words.load(machine.vcpus.vcpuCpu(v));
      if (machine.words.load(machine.pcpus.runningVcpu(machine.processorOf(agent))) != v + 1
          && p < machine.configuration().processors()) {
        machine.mark(agent, Mark.NOTIFIED, v, HostVector.NESTED);
        machine.send(agent, p, HostVector.NESTED);
      }
      return VcpuWakeUp.leave(machine, agent);
    }
  }

  /// Before entry: is a nested posting to be completed?
  public static class TakePending extends IntelStep {
    private final Label disable;

    /// @param disable where the entry goes on
    public TakePending(Label disable) {
      super("take pi_pending", "Linux vmx_complete_nested_posted_interrupt", Cost.PLAIN);
      this.disable = disable;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int pending = machine.nested.nestedPending(machine.numberOf(agent));
      if (machine.words.load(pending) == 0) {
        return disable.pc();
      }
      machine.words.store(pending, 0);
      return NEXT;
    }
  }

  /// Test-and-clear ON of L1's descriptor.
  public static class TakeOutstanding extends IntelStep {
    private final Label disable;

    /// @param disable where the entry goes on
    public TakeOutstanding(Label disable) {
      super(
          "test-and-clear L1's ON",
          "Linux vmx_complete_nested_posted_interrupt",
          Cost.LOCKED_CONTENDED);
      this.disable = disable;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int control = machine.nested.nestedControl(machine.numberOf(agent));
      long before = machine.words.getAndAnd(control, ~NotificationControl.ON);
      return NotificationControl.outstanding(before) ? NEXT : disable.pc();
    }
  }

  /// L1's PIR moves to L2's VIRR, and RVI rises.
  public static class Complete extends IntelStep {
    private final Label disable;

    /// @param disable where the entry goes on
    public Complete(Label disable) {
      super(
          "move L1's PIR to VIRR",
          "Linux vmx_complete_nested_posted_interrupt",
          Cost.LOCKED_CONTENDED);
      this.disable = disable;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      long posted = machine.words.getAndSet(machine.nested.nestedPir(v), 0);
      if (posted != 0) {
        VirtualInterrupt.raise(machine, v, 3, posted);
      }
      return disable.pc();
    }
  }

  /// Before sleeping: has L1 posted something that KVM has not moved yet?
  public static class TestPending extends IntelStep {
    private final Label compare;

    /// @param compare where the check goes on
    public TestPending(Label compare) {
      super("pi_pending?", "Linux vmx_has_nested_events", Cost.PLAIN);
      this.compare = compare;
    }

    /// Where the check goes on.
    public int compare() {
      return compare.pc();
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      return machine.words.load(machine.nested.nestedPending(machine.numberOf(agent))) == 1
          ? NEXT
          : compare.pc();
    }
  }

  /// Whether L1's descriptor has ON.
  public static class ReadOutstanding extends IntelStep {
    private final Label compare;

    /// @param compare where the vectors are compared
    public ReadOutstanding(Label compare) {
      super("L1's ON?", "Linux vmx_has_nested_events, pi_test_on", Cost.PLAIN);
      this.compare = compare;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      long control = machine.words.load(machine.nested.nestedControl(machine.numberOf(agent)));
      return NotificationControl.outstanding(control) ? NEXT : compare.pc();
    }
  }

  /// The highest vector in L1's PIR counts as pending.
  public static class ReadPosted extends IntelStep {
    /// The step as it is.
    public ReadPosted() {
      super("highest in L1's PIR", "Linux vmx_has_nested_events", Cost.PLAIN);
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      int posted = HostVector.highest(machine.words.load(machine.nested.nestedPir(v)));
      int pending = machine.get(machine.vcpus.threadScratch(v), Registers.HIGHEST);
      if (InterruptPriority.beats(posted, pending)) {
        machine.set(machine.vcpus.threadScratch(v), Registers.HIGHEST, posted);
      }
      return NEXT;
    }
  }

  /// L1 on the sending vCPU: sets the vector in the PIR of L2 there ...
  public static class SetRequest extends IntelStep {
    /// The step as it is.
    public SetRequest() {
      super("L1: set PIR", "L1 hypervisor, as P2", Cost.LOCKED_CONTENDED);
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      long registers = machine.words.load(machine.vapics.guestRegisters(machine.numberOf(agent)));
      int v = VirtualApicBank.IPI_TARGET.get(registers);
      int vector = VirtualApicBank.IPI_VECTOR.get(registers);
      machine.words.getAndOr(machine.nested.nestedPir(v), VectorBitmap.bit(vector));
      machine.notePosted(v, vector);
      machine.mark(agent, Mark.POSTED, v, vector);
      return NEXT;
    }
  }

  /// ... and ON; if that was clear, it sends the notification by an ICR write, which exits.
  public static class SetOutstanding extends IntelStep {
    private final Label boundary;

    /// @param boundary where the guest goes on
    public SetOutstanding(Label boundary) {
      super("L1: set ON, notify", "L1 hypervisor, as P3", Cost.LOCKED_CONTENDED);
      this.boundary = boundary;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int own = machine.numberOf(agent);
      int v =
          VirtualApicBank.IPI_TARGET.get(machine.words.load(machine.vapics.guestRegisters(own)));
      machine.words.store(machine.vapics.guestRegisters(own), 0);
      long before = machine.words.getAndOr(machine.nested.nestedControl(v), NotificationControl.ON);
      if (!NotificationControl.outstanding(before)) {
        machine.set(
            machine.vcpus.threadScratch(own),
            Registers.OPERAND,
            GuestChoice.SEND_IPI.with(v << 8 | NestedBank.L1_NOTIFICATION));
        machine.exitGuest(agent, machine.taskCpu(own), own, machine.apicExit(), 0);
      }
      return boundary.pc();
    }
  }
}
