package org.pirouette.protocol.intel;

import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.x86.Bypass;
import org.pirouette.protocol.x86.BypassHooks;

/// VT-d: the descriptor says where the vCPU is, so the entry changes in one step and without a lock
/// of the vCPU.
final class IntelBypass implements BypassHooks {
  private final boolean retriggers;

  IntelBypass(MachineConfiguration configuration) {
    retriggers = IntelFeatures.of(configuration).postedMsi();
  }

  @Override
  public void updateEntry(Program.Assembler assembler) {
    assembler.step(new Bypass.UpdateEntry());
  }

  @Override
  public void restoreEntry(Program.Assembler assembler) {
    assembler.step(new Bypass.RestoreHostEntry());
  }

  @Override
  public boolean startsBypass() {
    return true;
  }

  @Override
  public boolean retriggers() {
    return retriggers;
  }
}
