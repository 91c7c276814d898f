package org.pirouette.prove;

import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.model.intel.InterruptPriority;
import org.pirouette.model.intel.NotificationControl;
import org.pirouette.protocol.intel.IntelMachine;
import org.pirouette.protocol.intel.RemappingEntry;
import org.pirouette.protocol.kvm.DeviceBank;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.Registers;
import org.pirouette.protocol.kvm.VcpuBank;
import org.pirouette.protocol.step.Program;
import org.pirouette.protocol.step.Words;
import org.pirouette.protocol.x86.HostVector;
import org.pirouette.protocol.x86.VirtualApicBank;

/// Questions about a machine's state that several rules ask.
final class MachineView {
  private static final long NOTIFICATIONS =
      HostVector.bit(HostVector.NOTIFICATION)
          | HostVector.bit(HostVector.WAKEUP)
          | HostVector.bit(HostVector.NESTED);

  final IntelMachine machine;
  final Words words;
  final int processors;
  final int vcpus;
  final int devices;
  final int[] usedWords;
  private final int post;
  private final int schedOut;
  private final int restore;
  private final boolean plugs;
  private final int loaded;
  private final int drain;
  private final int drained;
  private final int aborted;
  private final int highest;

  MachineView(IntelMachine machine) {
    this.machine = machine;
    words = machine.words();
    processors = machine.configuration().processors();
    vcpus = machine.configuration().vcpus().size();
    devices = machine.configuration().devices().size();
    usedWords = machine.usedWords();
    Program thread = machine.program(machine.thread(0));
    post = thread.indexOf("vmx_deliver_interrupt");
    schedOut = thread.indexOf("kvm_sched_out");
    restore = thread.indexOf("KVM_SET_LAPIC");
    plugs = machine.configuration().limits().allows(Limit.PLUGS);
    loaded = thread.indexOf("load done");
    drain = thread.indexOf("sync_pir_to_irr before entry");
    drained = thread.indexOf("kvm_vcpu_exit_request");
    aborted = thread.indexOf("entry aborted");
    highest = thread.indexOf("kvm_lapic_find_highest_irr");
  }

  long control(int v) {
    return words.load(machine.pids.pidControl(v));
  }

  boolean pirEmpty(int v) {
    for (int word : usedWords) {
      if (words.load(machine.pids.pir(v, word)) != 0) {
        return false;
      }
    }
    return true;
  }

  /// Whether the vCPU is in non-root mode, between two instructions.
  boolean inGuest(int v) {
    return words.load(machine.pcpus.context(machine.taskCpu(v))) == machine.guestAgent(v);
  }

  /// Whether the processor's microcode is at work on the vCPU in non-root mode.
  boolean inMicrocode(int v) {
    int p = machine.taskCpu(v);
    return words.load(machine.pcpus.context(p)) == machine.processorAgent(p)
        && words.load(machine.pcpus.interrupted(p)) == machine.guestAgent(v);
  }

  /// Whether the thread sleeps: it has given its pCPU up and is on no run queue.
  boolean sleeps(int v) {
    long task = words.load(machine.vcpus.task(v));
    return VcpuBank.INTERRUPTIBLE.get(task) == 1
        && VcpuBank.ON_QUEUE.get(task) == 0
        && VcpuBank.ON_CPU.get(task) == 0;
  }

  /// Whether the thread waits for a pCPU.
  boolean waits(int v) {
    long task = words.load(machine.vcpus.task(v));
    return VcpuBank.ON_QUEUE.get(task) == 1 && VcpuBank.ON_CPU.get(task) == 0;
  }

  boolean guestTakesInterrupts(int v) {
    return machine.get(machine.vcpus.guest(v), VcpuBank.GUEST_IF) == 1;
  }

  /// Whether a software poster is in the middle of posting to the vCPU, or of waking it.
  boolean posterAtWork(int v) {
    for (int other = 0; other < vcpus; other++) {
      if (posts(machine.thread(other), v) || guestPosts(other)) {
        return true;
      }
    }
    for (int p = 0; p < processors; p++) {
      if (words.load(machine.handlerCounter(p)) != 0) {
        return true;
      }
    }
    return false;
  }

  private boolean posts(int agent, int v) {
    int pc = (int) words.load(machine.agent(agent).counter());
    return pc >= post && pc < schedOut && machine.register(agent, Registers.TARGET) == v;
  }

  /// Whether IPI virtualization is at work for the guest of a vCPU.
  private boolean guestPosts(int v) {
    return words.load(machine.guestCounter(v)) != 0;
  }

  /// Whether the IOMMU is in the middle of a post or about to send an interrupt.
  boolean iommuAtWork() {
    for (int d = 0; d < devices; d++) {
      if (words.load(machine.iommuCounter(d)) != 0) {
        return true;
      }
    }
    return false;
  }

  /// Whether the VMM is in the middle of connecting or routing a device, or of an inhibition.
  boolean environmentAtWork() {
    for (int d = 0; d < devices; d++) {
      if (words.load(machine.bypassCounter(d)) != 0) {
        return true;
      }
    }
    return words.load(machine.inhibitCounter()) != 0 || words.load(machine.offlineCounter()) != 0;
  }

  /// Whether a notification is in flight to a pCPU, or being handled there.
  boolean notificationAt(int p) {
    if (p >= processors) {
      return false;
    }
    long there =
        words.load(machine.lapics.bus(p))
            | words.load(machine.lapics.apicIrr(p))
            | words.load(machine.lapics.apicIsr(p));
    return (there & NOTIFICATIONS) != 0
        || words.load(machine.pcpus.context(p)) == machine.handler(p)
        || words.load(machine.handlerCounter(p)) != 0;
  }

  /// Whether somebody is about to tell the vCPU of what is in its descriptor.
  boolean underWay(int v) {
    return notificationAt(NotificationControl.destination(control(v)))
        || posterAtWork(v)
        || iommuAtWork();
  }

  /// Whether no rule looks at the registers and the program counter of the thread as they are: it
  /// is not entering, posting, draining, restoring, or between put and load.
  boolean unnoticed(int v) {
    int pc = threadPc(v);
    return pc < drain
        || pc >= aborted
            && pc < post
            && !drains(v)
            && machine.register(machine.thread(v), Registers.IN_USERSPACE) == 0;
  }

  int threadPc(int v) {
    return (int) words.load(machine.threadCounter(v));
  }

  /// Whether the thread is in the drain.
  boolean drains(int v) {
    return machine.register(machine.thread(v), Registers.SYNC_RETURN) != 0;
  }

  /// Whether the thread is in `vcpu_put` or `vcpu_load`, or was switched away between them.
  boolean switches(int v) {
    int pc = threadPc(v);
    return pc >= schedOut && pc <= loaded
        || machine.register(machine.thread(v), Registers.IN_USERSPACE) == 1;
  }

  /// Whether the thread is about to load an image into its APIC, and has begun to forget what was
  /// posted before.
  boolean forgets(int v) {
    int pc = threadPc(v);
    return pc > restore && pc <= restore + 1 + usedWords.length;
  }

  /// Whether PIR holds nothing that anybody waits for: it is empty, or all of it comes from devices
  /// that have been unplugged since. (KVM may let a vCPU sleep with such an interrupt: with the
  /// last device gone, put does not arm the wakeup vector any more.)
  boolean nothingWanted(int v) {
    for (int word : usedWords) {
      if ((words.load(machine.pids.pir(v, word)) & ~abandoned(word)) != 0) {
        return false;
      }
    }
    return true;
  }

  /// Vectors of one word that only unplugged devices use.
  private long abandoned(int word) {
    if (!plugs) {
      return 0;
    }
    long gone = 0;
    long used = 0;
    for (int d = 0; d < devices; d++) {
      int vector = machine.vectorOf(d);
      if (VectorBitmap.word(vector) == word) {
        if (machine.get(machine.devices.route(d), DeviceBank.CONNECTED) == 1) {
          used |= VectorBitmap.bit(vector);
        } else {
          gone |= VectorBitmap.bit(vector);
        }
      }
    }
    return gone & ~used;
  }

  /// Whether the thread is between the start of the last drain before VM entry and the entry.
  boolean entering(int v) {
    int pc = threadPc(v);
    boolean inside = pc > drain && pc < aborted && pc >= drained;
    boolean draining = machine.register(machine.thread(v), Registers.SYNC_RETURN) == drained;
    int p = machine.taskCpu(v);
    return (inside || draining) && words.load(machine.pcpus.context(p)) == machine.thread(v);
  }

  /// Whether any thread waits for a pCPU. What it was about to post is late then, not lost.
  boolean anyWaits() {
    for (int v = 0; v < vcpus; v++) {
      if (waits(v)) {
        return true;
      }
    }
    return false;
  }

  /// Highest vector that is owed to the vCPU and still wanted, or 0.
  ///
  /// @param caused whether those count for whose post there is only a reason so far
  private int highestOwed(int v, boolean caused) {
    for (int i = usedWords.length - 1; i >= 0; i--) {
      int word = usedWords[i];
      long all = words.load(machine.ghosts.owed(v, word));
      all |= caused ? words.load(machine.ghosts.caused(v, word)) : 0;
      long owed = all & ~abandoned(word);
      if (owed != 0) {
        return usedWords[i] * 64 + 63 - Long.numberOfLeadingZeros(owed);
      }
    }
    return 0;
  }

  /// Whether a vector is owed to the vCPU that it could take now: IF is set, and neither TPR nor
  /// what is in service masks it.
  boolean owesDeliverable(int v) {
    return takes(v, highestOwed(v, false));
  }

  /// The same, or there is a reason to post such a vector to the vCPU.
  boolean lacksDeliverable(int v) {
    return takes(v, highestOwed(v, true));
  }

  private boolean takes(int v, int vector) {
    if (vector == 0 || !guestTakesInterrupts(v)) {
      return false;
    }
    int masked =
        Math.max(
            machine.get(machine.vapics.status(v), VirtualApicBank.VTPR),
            machine.highestInService(v));
    return InterruptPriority.beats(vector, masked);
  }

  /// Whether the drain has moved everything and only its report is left.
  boolean drainReports(int v) {
    int pc = threadPc(v);
    return drains(v) && pc >= highest && pc <= highest + usedWords.length;
  }

  /// What is pending for a nested guest in the descriptor of its own hypervisor.
  long nestedPending(int v, int word) {
    return word == 3 ? words.load(machine.nested.nestedPir(v)) : 0;
  }

  /// Whether the VMM has disconnected a device and its entry may still post to a vCPU.
  boolean postsAfterDisconnect(int d) {
    boolean gone =
        machine.configuration().limits().allows(Limit.PLUGS)
            && words.load(machine.bypassCounter(d))
                == machine.program(machine.bypass(d)).indexOf("free_irq");
    return gone
        && (postsToVcpu(machine.irtes.irteLow(d), machine.irtes.irteHigh(d))
            || postsToVcpu(machine.irtes.cacheLow(d), machine.irtes.cacheHigh(d)));
  }

  private boolean postsToVcpu(int lowWord, int highWord) {
    long low = words.load(lowWord);
    if (!RemappingEntry.present(low) || !RemappingEntry.posted(low)) {
      return false;
    }
    int number = RemappingEntry.descriptor(low, words.load(highWord), machine.descriptors());
    return number >= 0 && number < vcpus;
  }

  /// Whether the VM counts as many possible bypass interrupts as devices are connected.
  boolean countsDevices() {
    int connected = 0;
    for (int d = 0; d < devices; d++) {
      connected += machine.get(machine.devices.route(d), DeviceBank.CONNECTED);
    }
    return environmentAtWork() || words.load(machine.vm.bypassCount()) == connected;
  }

  /// Whether an entry that posts names a descriptor.
  boolean namesDescriptor(long low, long high) {
    return !RemappingEntry.present(low)
        || !RemappingEntry.posted(low)
        || RemappingEntry.descriptor(low, high, machine.descriptors()) != RemappingEntry.NOBODY;
  }
}
