package org.pirouette.protocol.kvm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pirouette.protocol.kvm.MachineConfiguration.Device;
import org.pirouette.protocol.kvm.MachineConfiguration.InterProcessorInterrupt;
import org.pirouette.protocol.kvm.MachineConfiguration.Path;
import org.pirouette.protocol.kvm.MachineConfiguration.VirtualProcessor;
import org.pirouette.protocol.step.Mutant;

/// Puts a [MachineConfiguration] together.
public final class MachineBuilder {
  private int processors = 1;
  private final List<VirtualProcessor> vcpus = new ArrayList<>();
  private final List<Device> devices = new ArrayList<>();
  private final List<InterProcessorInterrupt> interrupts = new ArrayList<>();
  private final List<Integer> vectors = new ArrayList<>();
  private Features features = Features.USUAL;
  private Limits limits = Limits.unlimited();
  private int furtherBypasses;
  private boolean ghosts;
  private @Nullable Mutant mutant;

  MachineBuilder() {}

  /// Number of pCPUs.
  public MachineBuilder processors(int number) {
    processors = number;
    return this;
  }

  /// Adds a vCPU without a timer.
  ///
  /// @param affinity pCPUs on which its thread may run; the first is where it starts
  public MachineBuilder vcpu(Integer... affinity) {
    return vcpu(new VirtualProcessor(List.of(affinity), 0));
  }

  /// Adds a vCPU.
  public MachineBuilder vcpu(VirtualProcessor vcpu) {
    vcpus.add(vcpu);
    return this;
  }

  /// Adds a device whose route never changes.
  public MachineBuilder device(int vcpu, int vector, Path path, int hostProcessor) {
    return device(Device.of(vcpu, vector, path, hostProcessor));
  }

  /// Adds a device.
  public MachineBuilder device(Device device) {
    devices.add(device);
    return this;
  }

  /// Adds an IPI that a guest may send.
  public MachineBuilder interProcessorInterrupt(int from, int to, int vector) {
    interrupts.add(new InterProcessorInterrupt(from, to, vector));
    return this;
  }

  /// Adds a virtual vector that guests use otherwise.
  public MachineBuilder vector(int vector) {
    vectors.add(vector);
    return this;
  }

  /// Sets the number of posted interrupts that go to vCPUs outside this model.
  public MachineBuilder furtherBypasses(int number) {
    furtherBypasses = number;
    return this;
  }

  /// Sets the features; where none are set, they are [Features#USUAL].
  public MachineBuilder features(Features value) {
    features = value;
    return this;
  }

  /// Sets one limit; where none is set, nothing is limited.
  public MachineBuilder limit(Limit limit, int number) {
    limits = limits.with(limit, number);
    return this;
  }

  /// Sets all limits.
  public MachineBuilder limits(Limits value) {
    limits = value;
    return this;
  }

  /// Makes the machine keep the words that properties need.
  public MachineBuilder ghosts() {
    ghosts = true;
    return this;
  }

  /// Replaces a step.
  public MachineBuilder mutant(@Nullable Mutant value) {
    mutant = value;
    return this;
  }

  /// The configuration.
  public MachineConfiguration build() {
    return new MachineConfiguration(
        processors,
        vcpus,
        devices,
        interrupts,
        vectors,
        furtherBypasses,
        features,
        limits,
        ghosts,
        mutant);
  }
}
