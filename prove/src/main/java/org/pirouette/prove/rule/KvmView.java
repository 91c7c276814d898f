package org.pirouette.prove.rule;

import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.protocol.kvm.DeviceBank;
import org.pirouette.protocol.kvm.KvmMachine;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.ThreadRegion;
import org.pirouette.protocol.kvm.VcpuBank;
import org.pirouette.protocol.step.Words;
import org.pirouette.protocol.step.Zone;

/// Questions about a machine's state that several rules ask, whatever the architecture.
public class KvmView {
  /// The words.
  protected final Words words;

  private final KvmMachine machine;
  private final int processors;
  private final int vcpus;
  private final int devices;
  private final int[] usedWords;
  private final boolean plugs;
  private final Zone post;
  private final Zone switching;

  /// A view of one machine.
  public KvmView(KvmMachine machine) {
    this.machine = machine;
    words = machine.words();
    processors = machine.configuration().processors();
    vcpus = machine.configuration().vcpus().size();
    devices = machine.configuration().devices().size();
    usedWords = machine.usedWords();
    plugs = machine.configuration().limits().allows(Limit.PLUGS);
    post = machine.program(machine.thread(0)).zone(ThreadRegion.POST);
    switching = machine.program(machine.thread(0)).zone(ThreadRegion.SWITCH);
  }

  /// Number of pCPUs.
  public final int processors() {
    return processors;
  }

  /// Number of vCPUs.
  public final int vcpus() {
    return vcpus;
  }

  /// Number of devices.
  public final int devices() {
    return devices;
  }

  /// The words of a vector bitmap that any vector is in, ascending.
  public final int[] usedWords() {
    return usedWords;
  }

  /// Whether the vCPU is in its guest, between two instructions.
  public final boolean inGuest(int v) {
    return words.load(machine.pcpus.context(machine.taskCpu(v))) == machine.guestAgent(v);
  }

  /// Whether the processor is at work on an interrupt for the vCPU, in its guest.
  public final boolean inMicrocode(int v) {
    int p = machine.taskCpu(v);
    return words.load(machine.pcpus.context(p)) == machine.processorAgent(p)
        && words.load(machine.pcpus.interrupted(p)) == machine.guestAgent(v);
  }

  /// Whether the thread sleeps: it has given its pCPU up and is on no run queue.
  public final boolean sleeps(int v) {
    long task = words.load(machine.vcpus.task(v));
    return VcpuBank.INTERRUPTIBLE.get(task) == 1
        && VcpuBank.ON_QUEUE.get(task) == 0
        && VcpuBank.ON_CPU.get(task) == 0;
  }

  /// Whether the thread waits for a pCPU.
  public final boolean waits(int v) {
    long task = words.load(machine.vcpus.task(v));
    return VcpuBank.ON_QUEUE.get(task) == 1 && VcpuBank.ON_CPU.get(task) == 0;
  }

  /// Whether any thread waits for a pCPU. What it was about to post is late then, not lost.
  public final boolean anyWaits() {
    for (int v = 0; v < vcpus; v++) {
      if (waits(v)) {
        return true;
      }
    }
    return false;
  }

  /// Whether the guest of the vCPU has its interrupts on.
  public final boolean guestTakesInterrupts(int v) {
    return machine.get(machine.vcpus.guest(v), VcpuBank.GUEST_IF) == 1;
  }

  /// Whether a thread, a processor on behalf of its guest, or a handler of the host is in the
  /// middle of posting to the vCPU, or of waking it.
  public final boolean posterAtWork(int v) {
    for (int other = 0; other < vcpus; other++) {
      if (posts(machine.thread(other), v) || !machine.isIdle(machine.guestAgent(other))) {
        return true;
      }
    }
    for (int p = 0; p < processors; p++) {
      if (!machine.isIdle(machine.handler(p))) {
        return true;
      }
    }
    return false;
  }

  private boolean posts(int agent, int v) {
    return isWithin(agent, post) && machine.register(agent, Registers.TARGET) == v;
  }

  /// Whether a thread is in a zone of its program, or has lost its pCPU there and will go on in it.
  protected final boolean isWithin(int thread, Zone zone) {
    return machine.isIn(thread, zone) || zone.holds(machine.register(thread, Registers.RESUME));
  }

  /// Whether the remapping hardware is in the middle of a post or about to send an interrupt.
  public final boolean iommuAtWork() {
    for (int d = 0; d < devices; d++) {
      if (!machine.isIdle(machine.iommu(d))) {
        return true;
      }
    }
    return false;
  }

  /// Whether the VMM is in the middle of connecting or routing a device, or of an inhibition, or
  /// the administrator of taking a pCPU offline.
  public final boolean environmentAtWork() {
    for (int d = 0; d < devices; d++) {
      if (!machine.isIdle(machine.bypass(d))) {
        return true;
      }
    }
    return !machine.isIdle(machine.inhibitor()) || !machine.isIdle(machine.administrator());
  }

  /// Whether the thread is in the VMM, or on its way there and back.
  public final boolean inUserspace(int v) {
    return machine.register(machine.thread(v), Registers.IN_USERSPACE) == 1;
  }

  /// Whether the thread is in `vcpu_put` or `vcpu_load`, or was switched away between them.
  public final boolean switches(int v) {
    return machine.isIn(machine.thread(v), switching) || inUserspace(v);
  }

  /// Vectors 64i to 64i + 63 that only unplugged devices use: nobody waits for them.
  public final long abandoned(int i) {
    if (!plugs) {
      return 0;
    }
    long gone = 0;
    long used = 0;
    for (int d = 0; d < devices; d++) {
      int vector = machine.vectorOf(d);
      if (VectorBitmap.word(vector) == i) {
        if (machine.get(machine.devices.route(d), DeviceBank.CONNECTED) == 1) {
          used |= VectorBitmap.bit(vector);
        } else {
          gone |= VectorBitmap.bit(vector);
        }
      }
    }
    return gone & ~used;
  }

  /// Highest vector that is owed to the vCPU and still wanted, or 0.
  ///
  /// @param caused whether those count for whose post there is only a reason so far
  final int highestOwed(int v, boolean caused) {
    for (int i = usedWords.length - 1; i >= 0; i--) {
      int word = usedWords[i];
      long all = words.load(machine.ghosts.owed(v, word));
      all |= caused ? words.load(machine.ghosts.caused(v, word)) : 0;
      long owed = all & ~abandoned(word);
      if (owed != 0) {
        return word * Long.SIZE + 63 - Long.numberOfLeadingZeros(owed);
      }
    }
    return 0;
  }

  /// Whether the VM counts as many possible bypass interrupts as devices are connected.
  public final boolean countsDevices() {
    int connected = 0;
    for (int d = 0; d < devices; d++) {
      connected += machine.get(machine.devices.route(d), DeviceBank.CONNECTED);
    }
    return environmentAtWork() || words.load(machine.vm.bypassCount()) == connected;
  }
}
