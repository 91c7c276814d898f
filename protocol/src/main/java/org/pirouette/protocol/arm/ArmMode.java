package org.pirouette.protocol.arm;

import java.util.EnumSet;
import java.util.Set;
import org.pirouette.protocol.arm.ArmFeatures.Option;
import org.pirouette.protocol.kvm.Architecture;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.protocol.kvm.Features;
import org.pirouette.protocol.kvm.Role;

/// How interrupts reach guests on Arm hosts. GICv3's list registers let a guest acknowledge and end
/// interrupts without exits, but each has to be put there by the host: nothing below the host's own
/// delivery exists, so `gicv3` is the baseline and what the host delivers at once.
public enum ArmMode implements DeliveryMode {
  /// Through the host: its LPI, irqfd, list register.
  GICV3("gicv3", "GICv3, interrupts through the host", Role.BASELINE, Gic.V3),
  /// vLPIs, with a doorbell for each event that finds its vPE not resident.
  GICV4_0("gicv4.0", "GICv4.0 direct injection", Role.DIRECT, Gic.V4_0),
  /// vLPIs, with a default doorbell.
  GICV4_1("gicv4.1", "GICv4.1 direct injection", Role.DIRECT, Gic.V4_1),
  /// The guest polls its queues; devices send no interrupts.
  POLL("poll", "the guest polls", Role.POLLED, Gic.V3);

  private final String key;
  private final String title;
  private final Role role;
  private final Gic gic;

  ArmMode(String key, String title, Role role, Gic gic) {
    this.key = key;
    this.title = title;
    this.role = role;
    this.gic = gic;
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public Role role() {
    return role;
  }

  @Override
  public Architecture architecture() {
    return Arm.ARCHITECTURE;
  }

  @Override
  public HostInterrupts hostInterrupts() {
    return HostInterrupts.SAME;
  }

  @Override
  public String hardware() {
    return switch (this) {
      case GICV3 -> "";
      case GICV4_0 -> "GICv4.0";
      case GICV4_1 -> "GICv4.1";
      case POLL -> "GICv3";
    };
  }

  @Override
  public String recordWithout() {
    return switch (this) {
      case GICV3 -> "";
      case GICV4_0, GICV4_1, POLL ->
          "record with direct injection off (boot with kvm-arm.vgic_v4_enable=0)";
    };
  }

  @Override
  public Features features(Setting setting) {
    Set<Option> options = EnumSet.noneOf(Option.class);
    if (setting.haltPolling()) {
      options.add(Option.HALT_POLLING);
    }
    if (gic == Gic.V4_1 && setting.ipiVirtualization()) {
      options.add(Option.VSGI);
    }
    if (gic.direct() && setting.waiting() == Waiting.DEFAULT) {
      options.add(Option.UNTRAPPED_WFI);
    }
    ArmFeatures usual = ArmFeatures.of(gic);
    return new ArmFeatures(gic, usual.listRegisters(), usual.services(), options);
  }

  @Override
  public String toString() {
    return key;
  }
}
