package org.pirouette.protocol.amd;

import org.pirouette.model.amd.GaLogRegisters;
import org.pirouette.model.amd.GuestApicLog;
import org.pirouette.protocol.kvm.KvmCost;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// The handler of the IOMMU's GALog interrupt: for each entry the vCPU that its tag names is woken
/// (`amd_iommu_int_thread_galog`, `iommu_poll_ga_log`, `avic_ga_log_notifier`). After an overflow
/// logging is started again. Linux runs it in a thread of its own; here it runs in interrupt
/// context.
public final class GaLogHandler {
  /// Where the handler starts.
  final Label entry = new Label("amd_iommu_int_thread_galog");

  private final Label leave;
  private final Label again = new Label("read GALog status");
  private final Label poll = new Label("iommu_poll_ga_log");
  private final Label restart = new Label("amd_iommu_restart_ga_log");

  GaLogHandler(Label leave) {
    this.leave = leave;
  }

  void addTo(Program.Assembler assembler) {
    assembler
        .label(entry)
        .step(new EndPhysicalInterrupt())
        .label(again)
        .step(new ReadStatus(leave))
        .step(new ClearStatus())
        .step(new ReadTail())
        .label(poll)
        .step(new TakeEntry(again, restart))
        .step(new ReadWait(poll))
        .step(new Wake(poll))
        .label(restart)
        .step(new Disable())
        .step(new ClearOverflow())
        .step(new Enable(again));
  }

  /// EOI of the IOMMU's interrupt.
  public static class EndPhysicalInterrupt extends AmdStep {
    /// The step as it is.
    public EndPhysicalInterrupt() {
      super("EOI", "Linux amd_iommu_int_handler", Cost.PLAIN);
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      machine.endPhysicalInterrupt(machine.numberOf(agent));
      return NEXT;
    }
  }

  /// Whether there is anything to do: an entry was written, or did not fit.
  public static class ReadStatus extends AmdStep {
    private final Label leave;

    /// @param leave where to go on if not
    public ReadStatus(Label leave) {
      super("read status", "Linux amd_iommu_handle_irq", AmdCost.HOST_GA_LOG_HANDLER);
      this.leave = leave;
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int status = GaLogRegisters.status(machine.words.load(machine.log.registers()));
      int overflow = (status & GuestApicLog.GA_LOG_OVERFLOW) != 0 ? 1 : 0;
      machine.set(machine.log.copies(), GaLogBank.OVERFLOW, overflow);
      return overflow == 0 && (status & GuestApicLog.GA_INT) == 0 ? leave.pc() : NEXT;
    }
  }

  /// The interrupt may come again from here on.
  public static class ClearStatus extends AmdStep {
    /// The step as it is.
    public ClearStatus() {
      super("clear GAInt", "Linux amd_iommu_handle_irq", Cost.PLAIN);
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      write(machine, GuestApicLog.GA_INT);
      return NEXT;
    }
  }

  private static void write(AmdMachine machine, int status) {
    long before;
    do {
      before = machine.words.load(machine.log.registers());
    } while (!machine.words.compareAndSet(
        machine.log.registers(), before, GaLogRegisters.afterStatusWrite(before, status)));
  }

  /// The tail, once: what comes later sets GAInt again.
  public static class ReadTail extends AmdStep {
    /// The step as it is.
    public ReadTail() {
      super("read tail", "Linux iommu_poll_ga_log", Cost.PLAIN);
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int tail = GaLogRegisters.tail(machine.words.load(machine.log.registers()));
      machine.set(machine.log.copies(), GaLogBank.TAIL, tail);
      return NEXT;
    }
  }

  /// Takes the next entry and advances the head, before anybody is told.
  public static class TakeEntry extends AmdStep {
    private final Label again;
    private final Label restart;

    /// @param again where to go on when the log is empty
    /// @param restart where to go on then after an overflow
    public TakeEntry(Label again, Label restart) {
      super("next entry", "Linux iommu_poll_ga_log", Cost.PLAIN);
      this.again = again;
      this.restart = restart;
    }

    /// The vCPU that a tag names.
    public int vcpu(int gaTag) {
      return AvicNames.vcpuOf(gaTag);
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      long copies = machine.words.load(machine.log.copies());
      int head = GaLogRegisters.head(machine.words.load(machine.log.registers()));
      if (head == GaLogBank.TAIL.get(copies)) {
        machine.words.store(machine.log.copies(), 0);
        return (GaLogBank.OVERFLOW.get(copies) == 1 ? restart : again).pc();
      }
      long entry = machine.words.load(machine.log.entry(head));
      long before;
      do {
        before = machine.words.load(machine.log.registers());
      } while (!machine.words.compareAndSet(
          machine.log.registers(),
          before,
          GaLogRegisters.withHead(before, head + 1, machine.log.code())));
      machine.setRegister(agent, Registers.TARGET, vcpu(GuestApicLog.gaTag(entry)));
      return NEXT;
    }
  }

  /// Whether the vCPU has published that it blocks.
  public static class ReadWait extends AmdStep {
    private final Label poll;

    /// @param poll the next entry
    public ReadWait(Label poll) {
      super("read rcuwait", "Linux avic_ga_log_notifier, kvm_vcpu_wake_up", Cost.PLAIN);
      this.poll = poll;
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      machine.words.fence(); // smp_mb (A) of rcuwait_wake_up
      int v = machine.register(agent, Registers.TARGET);
      if (machine.words.load(machine.vcpus.rcuwait(v)) == 1) {
        return NEXT;
      }
      machine.setRegister(agent, Registers.TARGET, 0);
      return poll.pc();
    }
  }

  /// try_to_wake_up.
  public static class Wake extends AmdStep {
    private final Label poll;

    /// @param poll the next entry
    public Wake(Label poll) {
      super("wake", "Linux try_to_wake_up", KvmCost.WAKE_UP);
      this.poll = poll;
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      machine.wake(agent, machine.register(agent, Registers.TARGET));
      machine.setRegister(agent, Registers.TARGET, 0);
      return poll.pc();
    }
  }

  /// After an overflow: GALogEn := 0 ...
  public static class Disable extends AmdStep {
    /// The step as it is.
    public Disable() {
      super("GALogEn := 0", "Linux amd_iommu_restart_log", Cost.PLAIN);
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      long before = machine.words.load(machine.log.registers());
      machine.words.store(machine.log.registers(), GaLogRegisters.afterEnable(before, false));
      return NEXT;
    }
  }

  /// ... overflow is cleared ...
  public static class ClearOverflow extends AmdStep {
    /// The step as it is.
    public ClearOverflow() {
      super("clear GALOverflow", "Linux amd_iommu_restart_log", Cost.PLAIN);
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      write(machine, GuestApicLog.GA_LOG_OVERFLOW);
      return NEXT;
    }
  }

  /// ... and GALogEn := 1 starts logging. What did not fit stays lost.
  public static class Enable extends AmdStep {
    private final Label again;

    /// @param again where the status is read again
    public Enable(Label again) {
      super("GALogEn := 1", "Linux amd_iommu_restart_log", Cost.PLAIN);
      this.again = again;
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      long before = machine.words.load(machine.log.registers());
      machine.words.store(machine.log.registers(), GaLogRegisters.afterEnable(before, true));
      return again.pc();
    }
  }
}
