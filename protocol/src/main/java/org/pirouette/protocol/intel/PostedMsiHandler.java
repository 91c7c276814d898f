package org.pirouette.protocol.intel;

import org.pirouette.model.intel.NotificationControl;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Field;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.x86.HostInterrupt;

/// Posted MSIs on bare metal (A11): the host's own interrupts are posted into a descriptor of the
/// pCPU, and one notification vector stands for all. The handler harvests a few rounds to coalesce,
/// clears ON late, and harvests once more, so that nothing posted before stays behind.
public final class PostedMsiHandler {
  /// Where the handler starts.
  public final Label entry = new Label("sysvec_posted_msi_notification");

  /// In `Machine.handlerScratch`: rounds done; 3 is the last, after ON was cleared.
  public static final Field ROUND = new Field(0, 2);

  private static final int EARLY_ROUNDS = 2;
  private static final int LAST_ROUND = 3;

  private final Label next = new Label("handle_pending_pir");
  private final Label clear = new Label("pi_clear_on");
  private final Label end = new Label("posted MSI: EOI");
  private final Label leave;
  private final Label post;

  public PostedMsiHandler(Label leave, Label post) {
    this.leave = leave;
    this.post = post;
  }

  public void addTo(Program.Assembler assembler) {
    assembler
        .label(entry)
        .step(new Harvest(clear, end))
        .label(next)
        .step(new HandleNext(this))
        .label(clear)
        .step(new ClearOutstanding(entry))
        .label(end)
        .step(new EndOfInterrupt(leave));
  }

  /// Takes the whole of PIR.
  public static class Harvest extends IntelStep {
    private final Label clear;
    private final Label end;

    /// @param clear where ON is cleared
    /// @param end the end of the handler
    public Harvest(Label clear, Label end) {
      super("harvest host PIR", "Linux handle_pending_pir", Cost.LOCKED_CONTENDED);
      this.clear = clear;
      this.end = end;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int p = machine.numberOf(agent);
      long taken = machine.words.getAndSet(machine.hostPids.hostPir(p), 0);
      if (taken == 0) {
        boolean last = machine.get(machine.pcpus.handlerScratch(p), ROUND) == LAST_ROUND;
        return last ? end.pc() : clear.pc();
      }
      machine.words.store(machine.hostPids.handlerHarvest(p), taken);
      return NEXT;
    }
  }

  /// Calls the handler of the next vector; for an assigned device that is a software post.
  public static final class HandleNext extends IntelStep {
    private final PostedMsiHandler labels;

    HandleNext(PostedMsiHandler labels) {
      super("handle next vector", "Linux handle_pending_pir", KvmCost.HOST_DEVICE_HANDLER);
      this.labels = labels;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int p = machine.numberOf(agent);
      long rest = machine.words.load(machine.hostPids.handlerHarvest(p));
      if (rest == 0) {
        int round = machine.get(machine.pcpus.handlerScratch(p), ROUND);
        if (round == LAST_ROUND) {
          return labels.end.pc();
        }
        machine.set(machine.pcpus.handlerScratch(p), ROUND, round + 1);
        return (round + 1 < EARLY_ROUNDS ? labels.entry : labels.clear).pc();
      }
      int vector = 192 + Long.numberOfTrailingZeros(rest);
      machine.words.store(machine.hostPids.handlerHarvest(p), rest & rest - 1);
      int d = machine.deviceOf(p, vector);
      return d < 0 || !machine.isPlugged(d)
          ? labels.next.pc()
          : HostInterrupt.postDevice(machine, agent, d, labels.next, labels.post);
    }
  }

  /// Clears ON: from here on a post notifies again. One more harvest follows.
  public static class ClearOutstanding extends IntelStep {
    private final Label harvest;

    /// @param harvest the last harvest
    public ClearOutstanding(Label harvest) {
      super("clear host ON", "Linux sysvec_posted_msi_notification, pi_clear_on", Cost.LOCKED);
      this.harvest = harvest;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int p = machine.numberOf(agent);
      machine.words.getAndAnd(machine.hostPids.hostControl(p), ~NotificationControl.ON);
      machine.set(machine.pcpus.handlerScratch(p), ROUND, LAST_ROUND);
      return harvest.pc();
    }
  }

  /// One EOI for all.
  public static class EndOfInterrupt extends IntelStep {
    private final Label leave;

    /// @param leave return from interrupt
    public EndOfInterrupt(Label leave) {
      super("EOI", "Linux sysvec_posted_msi_notification, apic_eoi", Cost.PLAIN);
      this.leave = leave;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int p = machine.numberOf(agent);
      machine.set(machine.pcpus.handlerScratch(p), ROUND, 0);
      machine.endPhysicalInterrupt(p);
      return leave.pc();
    }
  }
}
