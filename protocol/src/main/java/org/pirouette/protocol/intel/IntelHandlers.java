package org.pirouette.protocol.intel;

import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.x86.HandlerHooks;
import org.pirouette.protocol.x86.HostVector;

/// What Intel hosts have in interrupt context: posted MSIs, and the post into a descriptor.
final class IntelHandlers implements HandlerHooks {
  private final MachineConfiguration configuration;
  private @Nullable Label postedMsi;

  IntelHandlers(MachineConfiguration configuration) {
    this.configuration = configuration;
  }

  @Override
  public void addHandlers(Program.Assembler assembler, Label leave, Label post) {
    if (IntelFeatures.of(configuration).postedMsi()) {
      PostedMsiHandler posted = new PostedMsiHandler(leave, post);
      posted.addTo(assembler);
      postedMsi = posted.entry;
    }
  }

  @Override
  public void deliverInterrupt(Program.Assembler assembler, Label entry) {
    new SoftwarePost(entry).addTo(assembler, configuration);
  }

  @Override
  public @Nullable Label handler(int vector) {
    return vector == HostVector.POSTED_MSI ? postedMsi : null;
  }
}
