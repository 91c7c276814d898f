package org.pirouette.protocol.arm;

import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// The ITS at work on a device's write of GITS_TRANSLATER: it finds what the event is mapped to,
/// and sends the host's LPI, or the vLPI to the redistributor of its vPE.
public final class Translation {
  private Translation() {}

  static Program program(Assembly assembly) {
    Label translate = new Label("GITS_TRANSLATER");
    return assembly
        .assembler("ITS")
        .label(translate)
        .step(new Translate(translate))
        .step(new Deliver(translate))
        .assemble();
  }

  /// Device, event, and what it is mapped to. An event that is not mapped is dropped.
  public static class Translate extends ArmStep {
    private final Label translate;

    /// @param translate where the ITS waits
    public Translate(Label translate) {
      super("translate event", "GITS_TRANSLATER", ArmCost.ITS_TRANSLATE, Decision.WAIT);
      this.translate = translate;
    }

    @Override
    public int alternatives(ArmMachine machine, int agent) {
      return (int) machine.words.load(machine.devices.message(machine.numberOf(agent)));
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      machine.words.store(machine.devices.message(d), 0);
      machine.signal(machine.device(d));
      long event = machine.words.load(machine.translations.event(d));
      if (TranslationBank.MAPPED.get(event) == 0) {
        return translate.pc();
      }
      if (TranslationBank.VIRTUAL.get(event) == 0) {
        int p = (int) machine.words.load(machine.devices.hostCpu(d));
        machine.send(agent, p, HostIrq.device(d));
        return translate.pc();
      }
      int v = TranslationBank.VPE.get(event);
      machine.words.store(machine.translations.inFlight(d), TranslationBank.VPE.set(0, v));
      return NEXT;
    }
  }

  /// The vLPI becomes pending where the ITS's vPE table says that the vPE is.
  public static class Deliver extends ArmStep {
    private final Label translate;

    /// @param translate where the ITS waits
    public Deliver(Label translate) {
      super("vLPI pending, or doorbell", "GICv4 5.2", ArmCost.VLPI_PENDING);
      this.translate = translate;
    }

    @Override
    public int execute(ArmMachine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      int v = machine.get(machine.translations.inFlight(d), TranslationBank.VPE);
      machine.words.store(machine.translations.inFlight(d), 0);
      machine.makePending(agent, machine.service(d), v, machine.vectorOf(d));
      machine.noteAnswered(d, v, machine.vectorOf(d));
      machine.signal(machine.bypass(d));
      return translate.pc();
    }
  }
}
