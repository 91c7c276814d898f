package org.pirouette.protocol.amd;

import org.pirouette.model.amd.GaLogRegisters;
import org.pirouette.model.amd.GuestApicLog;
import org.pirouette.model.amd.GuestModeDelivery;
import org.pirouette.model.amd.IommuIrte;
import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.step.Words;
import org.pirouette.protocol.x86.HostVector;

/// The IOMMU at work on a device's message: fetch the entry; send the host's interrupt, or set the
/// bit in the backing page and then, by IsRun as it is in memory now, ring, log, interrupt, or do
/// nothing more.
///
/// That IsRun is read behind the bit is taken for granted: no public document says so, but else no
/// order of software's steps would be enough.
public final class GuestModePost {
  /// The GALog interrupt goes to this pCPU.
  public static final int LOG_PROCESSOR = 0;

  private GuestModePost() {}

  static Program program(Assembly assembly) {
    Label fetch = new Label("fetch IRTE");
    Label send = new Label("send");
    Label post = new Label("post");
    Label log = new Label("log");
    return assembly
        .assembler("IOMMU")
        .label(fetch)
        .step(new Fetch(fetch, send, post))
        .label(post)
        .step(new SetRequest())
        .step(new ReadRunning(fetch, send, log))
        .label(log)
        .step(new Append(fetch))
        .label(send)
        .step(new Send(fetch))
        .assemble();
  }

  private static long registers(int target, int vector) {
    return IommuBank.VECTOR.set(IommuBank.TARGET.set(0, target), vector);
  }

  /// The IOMMU takes the message and the entry, from its cache if it is there. A message without an
  /// enabled entry is blocked.
  public static final class Fetch extends AmdStep {
    private final Label fetch;
    private final Label send;
    private final Label post;

    Fetch(Label fetch, Label send, Label post) {
      super("fetch IRTE", "AMD IOMMU 2.2.5", AmdCost.IOMMU_FETCH, Decision.WAIT);
      this.fetch = fetch;
      this.send = send;
      this.post = post;
    }

    @Override
    public int alternatives(AmdMachine machine, int agent) {
      return (int) machine.words.load(machine.devices.message(machine.numberOf(agent)));
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      Words words = machine.words;
      long low = words.load(machine.irtes.cacheLow(d));
      long high = words.load(machine.irtes.cacheHigh(d));
      if (!IommuIrte.enabled(low)) {
        low = words.load(machine.irtes.irteLow(d));
        high = words.load(machine.irtes.irteHigh(d));
        words.store(machine.irtes.cacheLow(d), low);
        words.store(machine.irtes.cacheHigh(d), high);
      }
      words.store(machine.devices.message(d), 0);
      machine.signal(machine.device(d));
      if (!IommuIrte.enabled(low)) {
        return fetch.pc();
      }
      int vector = IommuIrte.vector(high);
      if (IommuIrte.guestMode(low)) {
        int v = AvicNames.vcpuAt(IommuIrte.backingPage(high));
        words.store(machine.irtes.work(d), registers(v, vector));
        return post.pc();
      }
      if (machine.sharesVectors()) {
        words.store(machine.devices.line(d), 1);
      }
      words.store(machine.irtes.work(d), registers(IommuIrte.destination(low, high, true), vector));
      return send.pc();
    }
  }

  /// The vector's bit in IRR of the backing page.
  public static class SetRequest extends AmdStep {
    /// The step as it is.
    public SetRequest() {
      super("set IRR", "AMD IOMMU 2.2.5.2", AmdCost.IOMMU_POST);
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      long work = machine.words.load(machine.irtes.work(d));
      int v = IommuBank.TARGET.get(work);
      int vector = IommuBank.VECTOR.get(work);
      machine.notePosted(v, vector);
      machine.words.getAndOr(
          machine.vapics.virr(v, VectorBitmap.word(vector)), VectorBitmap.bit(vector));
      machine.noteAnswered(d, v, vector);
      machine.mark(agent, Mark.POSTED, v, vector);
      machine.signal(machine.thread(v)); // it may poll
      return NEXT;
    }
  }

  /// IsRun, Destination and GATag as they are in memory, the rest as it was fetched: what else is
  /// to be done.
  public static class ReadRunning extends AmdStep {
    private final Label fetch;
    private final Label send;
    private final Label log;

    /// @param fetch the next message
    /// @param send where a physical interrupt is sent
    /// @param log where the log is written
    public ReadRunning(Label fetch, Label send, Label log) {
      super("read IsRun", "AMD IOMMU 2.2.5.2, 2.2.5.4", Cost.NONE);
      this.fetch = fetch;
      this.send = send;
      this.log = log;
    }

    /// What the IOMMU does for the low quadword of an entry.
    public int act(AmdMachine machine, int agent, long low) {
      int d = machine.numberOf(agent);
      long work = machine.words.load(machine.irtes.work(d));
      int v = IommuBank.TARGET.get(work);
      int vector = IommuBank.VECTOR.get(work);
      machine.words.store(machine.irtes.work(d), 0);
      int destination = IommuIrte.destination(low, 0, true);
      switch (GuestModeDelivery.of(low, machine.features().iommu().gappi())) {
        case DOORBELL -> {
          machine.mark(agent, Mark.NOTIFIED, v, DoorbellBank.MESSAGE);
          machine.ringDoorbell(agent, destination);
          return fetch.pc();
        }
        case LOG -> {
          machine.mark(agent, Mark.NOTIFIED, v, HostVector.GA_LOG);
          machine.words.store(
              machine.irtes.work(d), IommuBank.TAG.set(0, IommuIrte.gaTag(low) & 0xFFFF_FFFFL));
          return log.pc();
        }
        case PHYSICAL_INTERRUPT -> {
          int notification = IommuIrte.gaTag(low) & 0xFF;
          machine.mark(agent, Mark.NOTIFIED, v, notification);
          machine.words.store(machine.irtes.work(d), registers(destination, notification));
          return send.pc();
        }
        case NOTHING -> {
          machine.mark(agent, Mark.SUPPRESSED, v, vector);
          return fetch.pc();
        }
      }
      throw new IllegalStateException("no such delivery");
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      long cached = machine.words.load(machine.irtes.cacheLow(d));
      long memory = machine.words.load(machine.irtes.irteLow(d));
      return act(
          machine,
          agent,
          GuestModeDelivery.seen(cached, memory, machine.features().iommu().logging()));
    }
  }

  /// The GALog gets an entry, or overflows; the interrupt is sent when GAInt goes from 0 to 1.
  public static class Append extends AmdStep {
    private final Label fetch;

    /// @param fetch the next message
    public Append(Label fetch) {
      super("append to GALog", "AMD IOMMU 2.2.5.3", AmdCost.IOMMU_POST);
      this.fetch = fetch;
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      Words words = machine.words;
      int tag = (int) (words.load(machine.irtes.work(d)) >>> IommuBank.TAG.shift());
      words.store(machine.irtes.work(d), 0);
      int code = machine.log.code();
      long before;
      long after;
      do {
        before = words.load(machine.log.registers());
        after = GaLogRegisters.afterAppend(before, code);
        if (GaLogRegisters.accepts(before, code)) {
          words.store(machine.log.entry(GaLogRegisters.tail(before)), GuestApicLog.entry(tag, d));
        }
      } while (!words.compareAndSet(machine.log.registers(), before, after));
      int raises = GuestApicLog.GA_INT | GuestApicLog.GA_LOG_OVERFLOW;
      if ((GaLogRegisters.status(before) & raises) == 0
          && (GaLogRegisters.status(after) & raises) != 0) {
        machine.send(agent, LOG_PROCESSOR, HostVector.GA_LOG);
      }
      return fetch.pc();
    }
  }

  /// The interrupt message leaves for the local APIC of its destination.
  public static final class Send extends AmdStep {
    private final Label fetch;

    Send(Label fetch) {
      super("send interrupt", "AMD IOMMU 2.2.5", AmdCost.IOMMU_POST);
      this.fetch = fetch;
    }

    @Override
    public int execute(AmdMachine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      long work = machine.words.load(machine.irtes.work(d));
      machine.words.store(machine.irtes.work(d), 0);
      machine.send(agent, IommuBank.TARGET.get(work), IommuBank.VECTOR.get(work));
      return fetch.pc();
    }
  }
}
