package org.pirouette.protocol.intel;

import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.model.intel.NotificationControl;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.step.Words;
import org.pirouette.protocol.x86.VirtualApicBank;
import org.pirouette.protocol.x86.X86Cost;

/// IPI virtualization: the sending processor posts into the descriptor of the target.
public final class VirtualIpi {
  private VirtualIpi() {}

  static void addTo(Program.Assembler assembler, Label boundary) {
    assembler
        .step(new RequestIpi())
        .step(new MarkOutstanding(boundary))
        .step(new SendNotification(boundary));
  }

  /// IPI virtualization posts into the target's PIR ...
  public static class RequestIpi extends IntelStep {
    /// The step as it is.
    public RequestIpi() {
      super("IPIv: set PIR", "SDM 3C 29.1.6, Linux vmx_alloc_ipiv_pid_table", X86Cost.VIRTUAL_IPI);
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      long registers = machine.words.load(machine.vapics.guestRegisters(machine.numberOf(agent)));
      int v = VirtualApicBank.IPI_TARGET.get(registers);
      int vector = VirtualApicBank.IPI_VECTOR.get(registers);
      machine.notePosted(v, vector);
      machine.words.getAndOr(
          machine.pids.pir(v, VectorBitmap.word(vector)), VectorBitmap.bit(vector));
      machine.mark(agent, Mark.POSTED, v, vector);
      return NEXT;
    }
  }

  /// ... then, as an atomic step of its own, sets ON if neither ON nor SN is set ...
  public static class MarkOutstanding extends IntelStep {
    private final Label boundary;

    /// @param boundary where the guest goes on
    public MarkOutstanding(Label boundary) {
      super("IPIv: set ON", "SDM 3C 29.1.6", Cost.LOCKED_CONTENDED);
      this.boundary = boundary;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int own = machine.numberOf(agent);
      Words words = machine.words;
      long registers = words.load(machine.vapics.guestRegisters(own));
      int v = VirtualApicBank.IPI_TARGET.get(registers);
      long control;
      do {
        control = words.load(machine.pids.pidControl(v));
      } while (!words.compareAndSet(
          machine.pids.pidControl(v), control, NotificationControl.afterPost(control, false)));
      if (!NotificationControl.notifies(control, false)) {
        boolean outstanding = NotificationControl.outstanding(control);
        machine.mark(
            agent,
            outstanding ? Mark.COALESCED : Mark.SUPPRESSED,
            v,
            VirtualApicBank.IPI_VECTOR.get(registers));
        words.store(machine.vapics.guestRegisters(own), 0);
        return boundary.pc();
      }
      int notification = NotificationControl.notificationVector(control);
      machine.mark(agent, Mark.NOTIFIED, v, notification);
      registers = VirtualApicBank.IPI_TARGET.set(0, NotificationControl.destination(control));
      words.store(
          machine.vapics.guestRegisters(own),
          VirtualApicBank.IPI_VECTOR.set(registers, notification));
      return NEXT;
    }
  }

  /// ... and sends NV to NDST as they were in that step.
  public static class SendNotification extends IntelStep {
    private final Label boundary;

    /// @param boundary where the guest goes on
    public SendNotification(Label boundary) {
      super("IPIv: send NV", "SDM 3C 29.1.6", Cost.NONE);
      this.boundary = boundary;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int own = machine.numberOf(agent);
      long registers = machine.words.load(machine.vapics.guestRegisters(own));
      machine.send(
          agent,
          VirtualApicBank.IPI_TARGET.get(registers),
          VirtualApicBank.IPI_VECTOR.get(registers));
      machine.words.store(machine.vapics.guestRegisters(own), 0);
      return boundary.pc();
    }
  }
}
