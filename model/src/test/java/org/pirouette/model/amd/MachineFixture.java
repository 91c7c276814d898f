package org.pirouette.model.amd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A VM's AVIC tables in arrays: every vCPU valid and running on the processor with ID 40h + its
/// index, until a test says otherwise.
final class MachineFixture implements AvicTables {
  final long[] physical;
  final int[] logical = new int[60];
  final @Nullable AvicBackingPage[] pages;
  final List<Integer> doorbells = new ArrayList<>();

  MachineFixture(int vcpus) {
    physical = new long[vcpus];
    pages = new AvicBackingPage[vcpus];
    for (int vcpu = 0; vcpu < vcpus; vcpu++) {
      physical[vcpu] = PhysicalApicIdEntry.of((vcpu + 1) * 4096L, 0x40 + vcpu, true);
      pages[vcpu] = new AvicBackingPage();
    }
  }

  void stop(int vcpu) {
    physical[vcpu] &= ~PhysicalApicIdEntry.IS_RUNNING;
  }

  /// The vCPUs whose IRR has the vector.
  List<Integer> requested(int vector) {
    List<Integer> vcpus = new ArrayList<>();
    for (int vcpu = 0; vcpu < pages.length; vcpu++) {
      AvicBackingPage page = pages[vcpu];
      if (page != null && page.contains(AvicBackingPage.IRR, vector)) {
        vcpus.add(vcpu);
      }
    }
    return vcpus;
  }

  boolean untouched() {
    return doorbells.isEmpty()
        && Arrays.stream(pages)
            .allMatch(p -> p == null || p.highest(AvicBackingPage.IRR) == AvicBackingPage.NONE);
  }

  @Override
  public int maximumIndex() {
    return physical.length - 1;
  }

  @Override
  public long physical(int index) {
    return physical[index];
  }

  @Override
  public int logical(int index) {
    return logical[index];
  }

  @Override
  public @Nullable AvicBackingPage backingPage(int index) {
    return pages[index];
  }

  @Override
  public void ringDoorbell(int hostApicId) {
    doorbells.add(hostApicId);
  }
}
