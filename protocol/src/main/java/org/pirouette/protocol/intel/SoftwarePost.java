package org.pirouette.protocol.intel;

import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.model.intel.NotificationControl;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.Mode;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.VcpuKick;
import org.pirouette.protocol.kvm.VcpuWakeUp;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.x86.HostVector;

/// The software poster (A2): `vmx_deliver_interrupt`, used for IPIs that a guest sends, and for
/// interrupts of emulated devices and of assigned ones whose MSI is not posted. Runs in a KVM
/// thread or in a host interrupt handler; TARGET, VECTOR and POST_RETURN are in the agent's
/// registers.
///
/// It ignores SN, NV and NDST: whom to tell follows from `vcpu->mode`.
public final class SoftwarePost {
  /// Where the subroutine starts.
  private final Label entry;

  private final Label classical = new Label("without APICv");
  private final Label post = new Label("__vmx_deliver_posted_interrupt");
  private final Label outside = new Label("kvm_vcpu_wake_up");
  private final Label kick = new Label("kvm_vcpu_kick");
  private final Label inGuest = new Label("__apic_send_IPI_mask");
  private final Label ring = new Label("kvm_vcpu_trigger_posted_interrupt");

  SoftwarePost(Label entry) {
    this.entry = entry;
  }

  void addTo(Program.Assembler assembler, MachineConfiguration configuration) {
    assembler.label(entry);
    Label ordinary = new Label("not nested");
    if (IntelFeatures.of(configuration).nested()) {
      Nested.addPostTo(assembler, ordinary, outside);
    }
    assembler
        .label(ordinary)
        .step(new ReadActive(post, classical))
        .label(post)
        .step(new SetRequest())
        .step(new SetOutstanding(ring))
        .label(ring)
        .step(new ReadMode(inGuest, outside))
        .label(inGuest)
        .step(new Notify())
        .label(outside);
    VcpuWakeUp.addTo(assembler);
    assembler.label(classical).step(new SetVirr());
    VcpuKick.addTo(assembler, kick);
  }

  /// P1: without APICv the interrupt goes the classical way.
  public static class ReadActive extends IntelStep {
    private final Label post;
    private final Label classical;

    /// @param post the posted way
    /// @param classical the classical way
    public ReadActive(Label post, Label classical) {
      super("P1 read apicv_active", "Linux vmx_deliver_posted_interrupt", Cost.PLAIN);
      this.post = post;
      this.classical = classical;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int v = machine.register(agent, Registers.TARGET);
      return (machine.words.load(machine.vapics.apicvActive(v)) == 1 ? post : classical).pc();
    }
  }

  /// P2: test-and-set the vector in PIR. If it was set, somebody else has the duty to notify.
  public static class SetRequest extends IntelStep {
    /// The step as it is.
    public SetRequest() {
      super(
          "P2 test-and-set PIR",
          "Linux __vmx_deliver_posted_interrupt, pi_test_and_set_pir",
          Cost.LOCKED_CONTENDED);
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int v = machine.register(agent, Registers.TARGET);
      int vector = machine.register(agent, Registers.VECTOR);
      long bit = VectorBitmap.bit(vector);
      machine.notePosted(v, vector);
      long before = machine.words.getAndOr(machine.pids.pir(v, VectorBitmap.word(vector)), bit);
      machine.mark(agent, Mark.POSTED, v, vector);
      if ((before & bit) == 0) {
        return NEXT;
      }
      machine.mark(agent, Mark.COALESCED, v, vector);
      return VcpuWakeUp.leave(machine, agent);
    }
  }

  /// P3: test-and-set ON. If it was set, a notification is outstanding.
  public static class SetOutstanding extends IntelStep {
    private final Label ring;

    /// @param ring where the target is told
    public SetOutstanding(Label ring) {
      super(
          "P3 test-and-set ON",
          "Linux __vmx_deliver_posted_interrupt, pi_test_and_set_on",
          Cost.LOCKED_CONTENDED);
      this.ring = ring;
    }

    /// Where the target is told.
    public int ring() {
      return ring.pc();
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int v = machine.register(agent, Registers.TARGET);
      long before = machine.words.getAndOr(machine.pids.pidControl(v), NotificationControl.ON);
      if (!NotificationControl.outstanding(before)) {
        machine.signal(machine.thread(v)); // it may poll
        return ring.pc();
      }
      machine.mark(agent, Mark.COALESCED, v, machine.register(agent, Registers.VECTOR));
      return VcpuWakeUp.leave(machine, agent);
    }
  }

  /// P4: where the target is. The locked instruction of P3 orders this load behind it.
  public static class ReadMode extends IntelStep {
    private final Label inGuest;
    private final Label outside;

    /// @param inGuest where the notification is sent
    /// @param outside where the target is woken
    public ReadMode(Label inGuest, Label outside) {
      super("P4 read mode", "Linux kvm_vcpu_trigger_posted_interrupt", Cost.PLAIN);
      this.inGuest = inGuest;
      this.outside = outside;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int v = machine.register(agent, Registers.TARGET);
      return (machine.words.load(machine.vcpus.mode(v)) == Mode.IN_GUEST ? inGuest : outside).pc();
    }
  }

  /// P5a: a target in guest mode gets the notification, at the pCPU that `vcpu->cpu` names; unless
  /// it is the vCPU loaded on this very pCPU, which looks at PIR before it enters again.
  public static class Notify extends IntelStep {
    /// The step as it is.
    public Notify() {
      super("P5a send notification", "Linux kvm_vcpu_trigger_posted_interrupt", KvmCost.IPI_SEND);
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int v = machine.register(agent, Registers.TARGET);
      int here = machine.processorOf(agent);
      if (machine.words.load(machine.pcpus.runningVcpu(here)) != v + 1) {
        int p = (int) machine.words.load(machine.vcpus.vcpuCpu(v));
        machine.mark(agent, Mark.NOTIFIED, v, HostVector.NOTIFICATION);
        if (p < machine.configuration().processors()) {
          machine.send(agent, p, HostVector.NOTIFICATION);
        }
      }
      return VcpuWakeUp.leave(machine, agent);
    }
  }

  /// The classical way: the vector becomes pending in the emulated APIC.
  public static class SetVirr extends IntelStep {
    /// The step as it is.
    public SetVirr() {
      super("P1 set vIRR", "Linux kvm_lapic_set_irr", Cost.LOCKED_CONTENDED);
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int v = machine.register(agent, Registers.TARGET);
      int vector = machine.register(agent, Registers.VECTOR);
      machine.notePosted(v, vector);
      machine.words.getAndOr(
          machine.vapics.virr(v, VectorBitmap.word(vector)), VectorBitmap.bit(vector));
      return NEXT;
    }
  }
}
