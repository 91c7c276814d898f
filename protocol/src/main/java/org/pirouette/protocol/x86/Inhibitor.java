package org.pirouette.protocol.x86;

import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.kvm.Budget;
import org.pirouette.protocol.kvm.GlobalBank;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.Request;
import org.pirouette.protocol.kvm.RequestAll;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// A VMM thread that inhibits APICv for the whole VM at run time, or allows it again
/// (`kvm_set_or_clear_apicv_inhibit`): every vCPU is asked to follow, and does so once the reasons
/// are stored and the lock is released.
public final class Inhibitor {
  private Inhibitor() {}

  public static Program program(Assembly assembly) {
    Label decide = new Label("VMM decides");
    Label store = new Label("store inhibit reasons");
    RequestAll update = new RequestAll(Request.APICV_UPDATE, false, store);
    Program.Assembler assembler =
        assembly.assembler("VMM inhibits").label(decide).step(new Lock(update.entry));
    update.addTo(assembler);
    return assembler.label(store).step(new Store(decide)).assemble();
  }

  /// Something happens that changes whether APICv can be used; the lock is taken for writing.
  public static class Lock extends X86Step {
    private final Label request;

    /// @param request the request to all vCPUs
    public Lock(Label request) {
      super(
          "inhibition changes: lock",
          "Linux kvm_set_or_clear_apicv_inhibit",
          Cost.NONE,
          Decision.ENVIRONMENT);
      this.request = request;
    }

    @Override
    public int alternatives(X86Machine machine, int agent) {
      return machine.features().apicv()
              && Budget.of(Limit.INHIBITIONS).left(machine.words.load(machine.vm.globalBudgets()))
          ? 1
          : 0;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      machine.spend(machine.vm.globalBudgets(), Limit.INHIBITIONS);
      machine.words.getAndOr(machine.vm.inhibits(), GlobalBank.UPDATE_LOCK.mask());
      return request.pc();
    }
  }

  /// The reasons are stored and the lock is released.
  public static class Store extends X86Step {
    private final Label decide;

    /// @param decide the next change
    public Store(Label decide) {
      super("store reasons, unlock", "Linux kvm_set_or_clear_apicv_inhibit", Cost.NONE);
      this.decide = decide;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int reasons = machine.get(machine.vm.inhibits(), GlobalBank.REASONS);
      machine.words.store(machine.vm.inhibits(), reasons == 0 ? 1 : 0);
      for (int v = 0; v < machine.configuration().vcpus().size(); v++) {
        machine.signal(machine.thread(v));
      }
      return decide.pc();
    }
  }
}
