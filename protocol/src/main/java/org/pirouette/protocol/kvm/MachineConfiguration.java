package org.pirouette.protocol.kvm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.protocol.step.Mutant;

/// What a machine consists of, which features it uses, and how often the environment may interfere.
///
/// @param processors number of pCPUs, 1 to 1023
/// @param vcpus the vCPUs, in order
/// @param devices the devices, one interrupt each, in order
/// @param interProcessorInterrupts IPIs that guests may send; only the prover chooses from this
///   list, but every vector that is sent has to be in it or in `furtherVectors`
/// @param furtherVectors more vectors that guests use
/// @param furtherBypasses interrupts posted by the IOMMU to vCPUs of the same machine that are not
///   modelled here; only their number matters (Linux `nr_possible_bypass_irqs`)
/// @param features what the host and its hypervisor use
/// @param limits how often things may happen
/// @param ghosts whether the machine keeps the words that properties need
/// @param mutant the one step that is replaced, if any
public record MachineConfiguration(
    int processors,
    List<VirtualProcessor> vcpus,
    List<Device> devices,
    List<InterProcessorInterrupt> interProcessorInterrupts,
    List<Integer> furtherVectors,
    int furtherBypasses,
    Features features,
    Limits limits,
    boolean ghosts,
    @Nullable Mutant mutant) {

  /// A vCPU.
  ///
  /// @param affinity pCPUs on which its thread may run; the first is where it starts
  /// @param timerVector vector of its APIC timer, or 0 if it has none
  /// @param preemptionTimer whether KVM lets the VMX preemption timer count for it, except while
  ///   the vCPU is halted; else it is a host timer all the time
  public record VirtualProcessor(List<Integer> affinity, int timerVector, boolean preemptionTimer) {
    /// A vCPU whose timer, if it has one, is a host timer.
    public VirtualProcessor(List<Integer> affinity, int timerVector) {
      this(affinity, timerVector, false);
    }
  }

  /// How a device's interrupt travels when the machine starts.
  public enum Path {
    /// Posted into the vCPU's descriptor by the IOMMU.
    POSTED,
    /// Remapped to the host, whose handler posts or injects in software.
    REMAPPED,
    /// Assigned to no guest, not even to the irqfd of one: only hot-plug connects it.
    UNPLUGGED
  }

  /// A device with one message-signalled interrupt that is meant for a guest.
  ///
  /// @param vcpu target in the guest's route
  /// @param vector virtual vector, 16 to 255
  /// @param path how it travels at first
  /// @param hostProcessor pCPU that takes the interrupt while it is remapped to the host
  /// @param alternateVcpu target after a change of the guest's route; equal to vcpu if none
  /// @param level whether it is level triggered, so that its EOI has to reach the hypervisor
  public record Device(
      int vcpu, int vector, Path path, int hostProcessor, int alternateVcpu, boolean level) {
    /// A device whose route never changes.
    public static Device of(int vcpu, int vector, Path path, int hostProcessor) {
      return new Device(vcpu, vector, path, hostProcessor, vcpu, false);
    }
  }

  /// An IPI that a guest may send.
  public record InterProcessorInterrupt(int from, int to, int vector) {}

  /// Copies the lists.
  public MachineConfiguration {
    vcpus = List.copyOf(vcpus);
    devices = List.copyOf(devices);
    interProcessorInterrupts = List.copyOf(interProcessorInterrupts);
    furtherVectors = List.copyOf(furtherVectors);
  }

  /// Whether any vCPU uses the VMX preemption timer.
  public boolean preemptionTimer() {
    return vcpus.stream().anyMatch(VirtualProcessor::preemptionTimer);
  }

  /// The same machine with other features.
  public MachineConfiguration withFeatures(Features others) {
    return new MachineConfiguration(
        processors,
        vcpus,
        devices,
        interProcessorInterrupts,
        furtherVectors,
        furtherBypasses,
        others,
        limits,
        ghosts,
        mutant);
  }

  /// The same machine with one step replaced.
  public MachineConfiguration withMutant(@Nullable Mutant replacement) {
    return new MachineConfiguration(
        processors,
        vcpus,
        devices,
        interProcessorInterrupts,
        furtherVectors,
        furtherBypasses,
        features,
        limits,
        ghosts,
        replacement);
  }

  /// Every virtual vector that may occur, in no order, perhaps repeated.
  public List<Integer> vectors() {
    List<Integer> vectors = new ArrayList<>(furtherVectors);
    devices.forEach(device -> vectors.add(device.vector()));
    interProcessorInterrupts.forEach(interrupt -> vectors.add(interrupt.vector()));
    vcpus.stream().map(VirtualProcessor::timerVector).filter(v -> v != 0).forEach(vectors::add);
    return List.copyOf(vectors);
  }

  /// The bits of all virtual vectors in word i of a bitmap.
  public long vectors(int i) {
    long mask = 0;
    for (int vector : vectors()) {
      mask |= VectorBitmap.word(vector) == i ? VectorBitmap.bit(vector) : 0;
    }
    return mask;
  }

  /// The words of a vector bitmap that any vector of this machine is in, ascending.
  public int[] usedWords() {
    return vectors().stream().mapToInt(VectorBitmap::word).sorted().distinct().toArray();
  }

  /// A builder with no limits, no ghosts, one pCPU, and nothing else.
  public static MachineBuilder builder() {
    return new MachineBuilder();
  }
}
