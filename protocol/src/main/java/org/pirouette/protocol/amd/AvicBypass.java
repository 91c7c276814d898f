package org.pirouette.protocol.amd;

import org.pirouette.protocol.kvm.DeviceBank;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.x86.BypassHooks;

/// `avic_pi_update_irte`: where a vCPU runs is in the entry itself, so the entry is written under
/// the lock under which load and put change it, and from then on belongs to the vCPU's list.
public final class AvicBypass implements BypassHooks {
  @Override
  public void updateEntry(Program.Assembler assembler) {
    Label join = new Label("ir_list of the route's vCPU");
    Label done = new Label("avic_pi_update_irte done");
    assembler
        .step(new Listed(join))
        .step(new LockOld())
        .step(new LeaveOld())
        .label(join)
        .step(new RestoreIfUnpostable(done))
        .step(new LockNew())
        .step(new WriteEntry())
        .step(new JoinNew())
        .step(new UnlockNew())
        .label(done);
  }

  @Override
  public void restoreEntry(Program.Assembler assembler) {
    Label restore = new Label("deactivate guest mode");
    assembler
        .step(new Listed(restore))
        .step(new LockOld())
        .step(new LeaveOld())
        .label(restore)
        .step(new RestoreHostEntry());
  }

  @Override
  public boolean startsBypass() {
    return false;
  }

  @Override
  public boolean retriggers() {
    return false;
  }

  private static int owner(AmdMachine machine, int agent) {
    return (int) machine.words.load(machine.irtes.irList(machine.numberOf(agent))) - 1;
  }

  /// Whether the device is on a vCPU's list; nobody else changes that.
  public static class Listed extends AmdStep {
    private final Label not;

    /// @param not where one that is on none goes on
    public Listed(Label not) {
      super("on an ir_list?", "Linux svm_ir_list_del", Cost.NONE);
      this.not = not;
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      machine.set(machine.devices.route(machine.numberOf(agent)), DeviceBank.CHANGING, 1);
      return owner(machine, agent) < 0 ? not.pc() : NEXT;
    }
  }

  /// Takes the lock of the list that the device is on.
  public static class LockOld extends AmdStep {
    /// The step as it is.
    public LockOld() {
      super("lock old ir_list", "Linux svm_ir_list_del", Cost.NONE, Decision.SPIN);
    }

    @Override
    public int alternatives(AmdMachine machine, int agent) {
      int lock = machine.avics.irListLock(owner(machine, agent));
      return machine.words.load(lock) == 0 ? 1 : 0;
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      machine.lock(machine.avics.irListLock(owner(machine, agent)), agent);
      return NEXT;
    }
  }

  /// Leaves the list and releases its lock.
  public static class LeaveOld extends AmdStep {
    /// The step as it is.
    public LeaveOld() {
      super("leave old ir_list", "Linux svm_ir_list_del", Cost.NONE);
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      int owner = owner(machine, agent);
      machine.words.store(machine.irtes.irList(d), 0);
      machine.unlock(machine.avics.irListLock(owner));
      return NEXT;
    }
  }

  /// A route that cannot be posted: the entry goes back to the host.
  public static class RestoreIfUnpostable extends AmdStep {
    private final Label done;

    /// @param done where the invalidation follows
    public RestoreIfUnpostable(Label done) {
      super("IRTE := host if not postable", "Linux avic_pi_update_irte", Cost.NONE);
      this.done = done;
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      if (machine.get(machine.devices.route(d), DeviceBank.UNPOSTABLE) == 0) {
        return NEXT;
      }
      machine.writeHostEntry(d);
      return done.pc();
    }
  }

  /// Takes the lock of the route's vCPU: it is neither loaded nor put until the entry is in its
  /// list.
  public static class LockNew extends AmdStep {
    /// The step as it is.
    public LockNew() {
      super("lock new ir_list", "Linux avic_pi_update_irte", Cost.NONE, Decision.SPIN);
    }

    private static int lock(AmdMachine machine, int agent) {
      return machine.avics.irListLock(machine.routeVcpu(machine.numberOf(agent)));
    }

    @Override
    public int alternatives(AmdMachine machine, int agent) {
      return machine.words.load(lock(machine, agent)) == 0 ? 1 : 0;
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      machine.lock(lock(machine, agent), agent);
      return NEXT;
    }
  }

  /// The entry as the shadow says where the vCPU is; in guest mode if it has AVIC.
  public static class WriteEntry extends AmdStep {
    /// The step as it is.
    public WriteEntry() {
      super("IRTE := shadow", "Linux avic_pi_update_irte, amd_ir_set_vcpu_affinity", Cost.NONE);
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      if (machine.words.load(machine.vapics.apicvActive(machine.routeVcpu(d))) == 1) {
        machine.writePostedEntry(d);
      } else {
        machine.writeHostEntry(d);
      }
      return NEXT;
    }
  }

  /// Joins the list.
  public static class JoinNew extends AmdStep {
    /// The step as it is.
    public JoinNew() {
      super("join new ir_list", "Linux avic_pi_update_irte", Cost.NONE);
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      machine.words.store(machine.irtes.irList(d), machine.routeVcpu(d) + 1L);
      return NEXT;
    }
  }

  /// Releases the lock.
  public static class UnlockNew extends AmdStep {
    /// The step as it is.
    public UnlockNew() {
      super("unlock new ir_list", "Linux avic_pi_update_irte", Cost.NONE);
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      machine.unlock(LockNew.lock(machine, agent));
      return NEXT;
    }
  }

  /// Unplug: the entry goes back to the host.
  public static class RestoreHostEntry extends AmdStep {
    /// The step as it is.
    public RestoreHostEntry() {
      super("IRTE := host", "Linux amd_iommu_deactivate_guest_mode", Cost.NONE);
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      machine.writeHostEntry(machine.numberOf(agent));
      return NEXT;
    }
  }
}
