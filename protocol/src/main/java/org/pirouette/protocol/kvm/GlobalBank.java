package org.pirouette.protocol.kvm;

import org.pirouette.protocol.kvm.MachineConfiguration.Path;
import org.pirouette.protocol.step.Bank;
import org.pirouette.protocol.step.Display;
import org.pirouette.protocol.step.Field;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Layout.Kind;

/// The words of the VM and of its administrators as a whole.
public final class GlobalBank extends Bank {
  /// In [#inhibits]: the reasons.
  public static final Field REASONS = new Field(0, 7);

  /// In [#inhibits]: `apicv_update_lock` is held for writing.
  public static final Field UPDATE_LOCK = new Field(32, 1);

  private final int bypassCount;
  private final int inhibits;
  private final int globalBudgets;
  private final int inhibitRegisters;
  private final int offlineRegisters;
  private final int irqfdsLock;

  /// @param inhibitable bits of the reasons for which interrupt virtualization may be inhibited
  public GlobalBank(Layout layout, MachineConfiguration configuration, long inhibitable) {
    super(layout, "", 1);
    Limits limits = configuration.limits();
    int vcpus = configuration.vcpus().size();
    inhibits =
        shown(
            Display.fields(
                Display.decimal("reasons", REASONS), Display.decimal("locked", UPDATE_LOCK)),
            word(Kind.SHARED, "inhibits", inhibitable, 0));
    boolean plugs = limits.allows(Limit.PLUGS) || limits.allows(Limit.ROUTE_CHANGES);
    long posted =
        configuration.furtherBypasses()
            + configuration.devices().stream().filter(d -> d.path() == Path.POSTED).count();
    bypassCount =
        shown(
            Display.NUMBER,
            word(
                Kind.SHARED,
                "possible bypass interrupts",
                plugs ? upTo(configuration.devices().size()) : 0,
                posted));
    Limit[] own = {Limit.INHIBITIONS, Limit.OFFLINES};
    globalBudgets =
        word(Kind.PRIVATE, "budgets", Budget.varying(limits, own), Budget.initial(limits, own));
    inhibitRegisters =
        word(
            Kind.PRIVATE,
            "inhibitor registers",
            limits.allows(Limit.INHIBITIONS) ? narrow(Registers.TARGET, upTo(vcpus)) : 0,
            0);
    long walk =
        narrow(Registers.TARGET, upTo(configuration.processors() - 1))
            | narrow(Registers.VECTOR, upTo(vcpus));
    offlineRegisters =
        word(Kind.PRIVATE, "administrator registers", limits.allows(Limit.OFFLINES) ? walk : 0, 0);
    irqfdsLock = word(Kind.SHARED, "irqfds lock", 0, 0);
  }

  /// `kvm->arch.nr_possible_bypass_irqs`.
  public int bypassCount() {
    return bypassCount;
  }

  /// `kvm->arch.apicv_inhibit_reasons`.
  public int inhibits() {
    return inhibits;
  }

  /// What administrators may still do.
  public int globalBudgets() {
    return globalBudgets;
  }

  /// Registers of the VMM thread that changes the inhibition.
  public int inhibitRegisters() {
    return inhibitRegisters;
  }

  /// Registers of the administrator who takes pCPUs offline.
  public int offlineRegisters() {
    return offlineRegisters;
  }

  /// `kvm->irqfds.lock`: id of the agent that holds it + 1, or 0.
  public int irqfdsLock() {
    return irqfdsLock;
  }
}
