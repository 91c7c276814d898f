package org.pirouette.protocol.amd;

import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.x86.HandlerHooks;
import org.pirouette.protocol.x86.HostVector;

/// What AMD hosts have in interrupt context: the GALog handler, and the post into a backing page.
final class AmdHandlers implements HandlerHooks {
  private final MachineConfiguration configuration;
  private final AmdFeatures features;
  private @Nullable Label log;

  AmdHandlers(MachineConfiguration configuration, AmdFeatures features) {
    this.configuration = configuration;
    this.features = features;
  }

  @Override
  public void addHandlers(Program.Assembler assembler, Label leave, Label post) {
    if (features.avic() && !features.iommu().gappi()) {
      GaLogHandler handler = new GaLogHandler(leave);
      handler.addTo(assembler);
      log = handler.entry;
    }
  }

  @Override
  public void deliverInterrupt(Program.Assembler assembler, Label entry) {
    new AvicPost(entry, new Label("svm_complete_interrupt_delivery"))
        .addTo(assembler, configuration.limits().allows(Limit.INHIBITIONS));
  }

  @Override
  public @Nullable Label handler(int vector) {
    return vector == HostVector.GA_LOG ? log : null;
  }
}
