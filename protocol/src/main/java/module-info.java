/// The step programs of device, IOMMU, CPU and hypervisor, for whoever schedules them.
module org.pirouette.protocol {
  requires transitive org.jspecify;
  requires transitive org.pirouette.model;

  exports org.pirouette.protocol;
  exports org.pirouette.protocol.amd;
  exports org.pirouette.protocol.amd.mutant;
  exports org.pirouette.protocol.arm;
  exports org.pirouette.protocol.arm.mutant;
  exports org.pirouette.protocol.intel;
  exports org.pirouette.protocol.intel.mutant;
  exports org.pirouette.protocol.kvm;
  exports org.pirouette.protocol.step;
  exports org.pirouette.protocol.x86;
}
