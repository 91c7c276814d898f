package org.pirouette.protocol.intel;

import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.model.intel.NotificationControl;
import org.pirouette.protocol.kvm.Assembly;
import org.pirouette.protocol.step.Decision;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Mark;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.step.Words;

/// The IOMMU at work on a device's message (A1): fetch the IRTE, then either send the host's
/// interrupt or post into the vCPU's descriptor, and send the notification that the post asked for.
///
/// The notification is a message of its own: NV and NDST are those of the post's snapshot, and may
/// be stale when it arrives.
public final class DevicePost {
  private static final int SEND = 1;
  private static final int POST = 2;

  private DevicePost() {}

  public static Program program(Assembly assembly) {
    Label fetch = new Label("fetch IRTE");
    Label send = new Label("send");
    Label post = new Label("post");
    return assembly
        .assembler("IOMMU")
        .label(fetch)
        .step(new Fetch(fetch, send, post))
        .label(send)
        .step(new Send(fetch))
        .label(post)
        .step(new Post(fetch, send))
        .assemble();
  }

  /// The IOMMU takes the message and the IRTE, from its cache if it is there. A message without a
  /// present entry is blocked; so is one for a descriptor that does not exist.
  public static final class Fetch extends IntelStep {
    private final Label fetch;
    private final Label send;
    private final Label post;

    Fetch(Label fetch, Label send, Label post) {
      super("fetch IRTE", "VT-d 5.1", IntelCost.REMAPPING_FETCH, Decision.WAIT);
      this.fetch = fetch;
      this.send = send;
      this.post = post;
    }

    @Override
    public int alternatives(IntelMachine machine, int agent) {
      return (int) machine.words.load(machine.devices.message(machine.numberOf(agent)));
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      Words words = machine.words;
      long low = words.load(machine.irtes.cacheLow(d));
      long high = words.load(machine.irtes.cacheHigh(d));
      if (!RemappingEntry.present(low)) {
        low = words.load(machine.irtes.irteLow(d));
        high = words.load(machine.irtes.irteHigh(d));
        words.store(machine.irtes.cacheLow(d), low);
        words.store(machine.irtes.cacheHigh(d), high);
      }
      words.store(machine.devices.message(d), 0);
      machine.signal(machine.device(d));
      if (!RemappingEntry.present(low)) {
        return fetch.pc();
      }
      int vector = RemappingEntry.vector(low);
      if (!RemappingEntry.posted(low)) {
        if (machine.sharesVectors()) {
          words.store(machine.devices.line(d), 1);
        }
        return act(machine, d, SEND, RemappingEntry.destination(low), vector, send);
      }
      int descriptor = RemappingEntry.descriptor(low, high, machine.descriptors());
      return descriptor == RemappingEntry.NOBODY
          ? fetch.pc()
          : act(machine, d, POST, descriptor, vector, post);
    }

    private static int act(
        IntelMachine machine, int d, int action, int destination, int vector, Label next) {
      long registers = RemappingBank.ACTION.set(0, action);
      registers = RemappingBank.DESTINATION.set(registers, destination);
      machine.words.store(
          machine.irtes.iommuRegisters(d), RemappingBank.MESSAGE_VECTOR.set(registers, vector));
      return next.pc();
    }
  }

  /// One atomic read-modify-write of the whole descriptor: PIR, and ON if the post notifies. The
  /// notification's vector and destination are those of the same snapshot.
  public static class Post extends IntelStep {
    private final Label fetch;
    private final Label send;

    /// @param fetch where to go on without a notification
    /// @param send where to go on with one
    public Post(Label fetch, Label send) {
      super("post into PID", "VT-d 5.2.3", IntelCost.REMAPPING_POST);
      this.fetch = fetch;
      this.send = send;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      Words words = machine.words;
      long registers = words.load(machine.irtes.iommuRegisters(d));
      int v = RemappingBank.DESTINATION.get(registers);
      int vector = RemappingBank.MESSAGE_VECTOR.get(registers);
      boolean host = v >= machine.configuration().vcpus().size();
      int pir = machine.descriptorPir(v, VectorBitmap.word(vector));
      int word = machine.descriptorControl(v);
      if (!host) {
        machine.notePosted(v, vector);
      }
      words.getAndOr(pir, VectorBitmap.bit(vector));
      long control;
      do {
        control = words.load(word);
      } while (!words.compareAndSet(word, control, NotificationControl.afterPost(control, false)));
      if (!host) {
        machine.noteAnswered(d, v, vector);
        machine.mark(agent, Mark.POSTED, v, vector);
      }
      if (!NotificationControl.notifies(control, false)) {
        boolean outstanding = NotificationControl.outstanding(control);
        if (!host) {
          machine.mark(agent, outstanding ? Mark.COALESCED : Mark.SUPPRESSED, v, vector);
        }
        words.store(machine.irtes.iommuRegisters(d), 0);
        return fetch.pc();
      }
      int notification = NotificationControl.notificationVector(control);
      if (!host) {
        machine.mark(agent, Mark.NOTIFIED, v, notification);
      }
      long next = RemappingBank.ACTION.set(0, SEND);
      next = RemappingBank.DESTINATION.set(next, NotificationControl.destination(control));
      words.store(
          machine.irtes.iommuRegisters(d), RemappingBank.MESSAGE_VECTOR.set(next, notification));
      return send.pc();
    }
  }

  /// The interrupt message leaves for the local APIC of its destination.
  public static final class Send extends IntelStep {
    private final Label fetch;

    Send(Label fetch) {
      super("send interrupt", "VT-d 5.2.3", IntelCost.REMAPPING_POST);
      this.fetch = fetch;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      int d = machine.numberOf(agent);
      long registers = machine.words.load(machine.irtes.iommuRegisters(d));
      machine.send(
          agent,
          RemappingBank.DESTINATION.get(registers),
          RemappingBank.MESSAGE_VECTOR.get(registers));
      machine.words.store(machine.irtes.iommuRegisters(d), 0);
      return fetch.pc();
    }
  }
}
