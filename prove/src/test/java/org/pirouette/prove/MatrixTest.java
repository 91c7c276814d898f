package org.pirouette.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.Limits;
import org.pirouette.protocol.kvm.MachineBuilder;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.MachineConfiguration.Path;
import org.pirouette.protocol.kvm.MachineConfiguration.VirtualProcessor;
import org.pirouette.prove.explore.Bounds;
import org.pirouette.prove.explore.Exploration.Verdict;
import org.pirouette.prove.explore.MemoryModel;

/// The protocol as it is breaks no property in situations that nobody wrote: each pair of limits,
/// on eight machines, in each memory model. A run takes a sample that changes from day to day;
/// `-Dpirouette.matrix=all` takes all of them, 120,000 states each.
class MatrixTest {
  private static final int SAMPLE = 16;
  private static final int STATES = 8_000;
  private static final int ALL_STATES = 120_000;
  private static final int MACHINES = 8;

  private record Case(Limit first, Limit second, int machine, MemoryModel memory) {
    @Override
    public String toString() {
      return "%s + %s on machine %d, %s".formatted(first, second, machine, memory);
    }
  }

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    Limit[] limits = Limit.values();
    for (int i = 0; i < limits.length; i++) {
      for (int j = i + 1; j < limits.length; j++) {
        for (int machine = 0; machine < MACHINES; machine++) {
          for (MemoryModel memory : ProvenArchitectures.usual().memoryModels()) {
            cases.add(new Case(limits[i], limits[j], machine, memory));
          }
        }
      }
    }
    return cases;
  }

  /// One vCPU that stays, or moves; two that are pinned, move, or share a pCPU; the same with a
  /// device that is remapped, or not there yet.
  private static MachineBuilder machine(int number) {
    MachineBuilder builder =
        MachineConfiguration.builder().limits(Limits.none()).limit(Limit.RAISES, 1).ghosts();
    switch (number) {
      case 0 -> device(builder.processors(1).vcpu(0), Path.POSTED, 0, 0, 0);
      case 1 -> device(builder.processors(2).vcpu(0, 1), Path.POSTED, 1, 0, 0);
      case 2 ->
          device(
              builder.processors(2).vcpu(new VirtualProcessor(List.of(0), 0xEC)).vcpu(1),
              Path.POSTED,
              1,
              1,
              1);
      case 3 -> device(builder.processors(2).vcpu(0, 1).vcpu(0, 1), Path.POSTED, 1, 1, 1);
      case 4 -> device(builder.processors(1).vcpu(0).vcpu(0), Path.POSTED, 0, 1, 1);
      case 5 -> device(builder.processors(2).vcpu(0, 1), Path.REMAPPED, 1, 0, 0);
      case 6 -> device(builder.processors(2).vcpu(0, 1).vcpu(0), Path.REMAPPED, 0, 1, 1);
      default -> device(builder.processors(2).vcpu(0).vcpu(1), Path.UNPLUGGED, 0, 1, 1);
    }
    return builder;
  }

  private static void device(MachineBuilder builder, Path path, int host, int other, int from) {
    builder.device(new MachineConfiguration.Device(0, 0x41, path, host, other, false));
    builder.interProcessorInterrupt(from, 0, 0x51);
  }

  private static Proof prove(Case chosen, int states) {
    MachineBuilder builder =
        machine(chosen.machine()).limit(chosen.first(), 1).limit(chosen.second(), 1);
    if (chosen.first() == Limit.RESTORES || chosen.second() == Limit.RESTORES) {
      builder.limit(Limit.USERSPACE_EXITS, 1);
    }
    Situation situation =
        new Situation(
            ProvenArchitectures.usual(),
            chosen.toString(),
            "",
            List.of(),
            List.of(),
            chosen.memory(),
            List.of(),
            builder.build());
    return Proof.of(
        situation,
        Bounds.generous().withThreads(1).withMaximumStates(states).withReduction(true),
        found -> {});
  }

  @Test
  void theCorrectProtocolBreaksNothing() {
    boolean all = "all".equals(System.getProperty("pirouette.matrix"));
    List<Case> cases = cases();
    int step = all ? 1 : cases.size() / SAMPLE;
    int start = all ? 0 : (int) (LocalDate.now().toEpochDay() % step);
    List<String> broken = new ArrayList<>();
    int explored = 0;
    for (int i = start; i < cases.size(); i += step) {
      Proof proof = prove(cases.get(i), all ? ALL_STATES : STATES);
      explored++;
      if (proof.exploration().verdict() == Verdict.VIOLATED) {
        broken.add(cases.get(i) + ": " + proof.exploration().violation());
      }
    }
    System.out.printf(
        "matrix: %d of %d situations, from number %d on in steps of %d%n",
        explored, cases.size(), start, step);
    assertThat(explored).isGreaterThanOrEqualTo(SAMPLE);
    assertThat(broken).isEmpty();
  }
}
