package org.pirouette.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pirouette.protocol.intel.IntelMachine;
import org.pirouette.protocol.intel.IntelStep;
import org.pirouette.protocol.intel.VcpuLoad;
import org.pirouette.protocol.intel.VcpuPut;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.MachineBuilder;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.step.Mutant;
import org.pirouette.protocol.step.Step;
import org.pirouette.prove.explore.Bounds;
import org.pirouette.prove.explore.Exploration;
import org.pirouette.prove.explore.Exploration.Verdict;
import org.pirouette.prove.explore.MemoryModel;
import org.pirouette.prove.explore.Spin;

/// Situations of one vCPU on one pCPU, written once more in Promela, independently of the step
/// programs, and explored by SPIN: the same number of distinct states without reduction, and the
/// same verdict.
class SpinSituationsTest {
  @TempDir private Path directory;

  private static MachineBuilder machine(int raises, int halts, int preemptions) {
    return MachineConfiguration.builder()
        .processors(1)
        .vcpu(0)
        .device(0, 0x41, MachineConfiguration.Path.POSTED, 0)
        .limits(org.pirouette.protocol.kvm.Limits.none())
        .limit(Limit.RAISES, raises)
        .limit(Limit.HALTS, halts)
        .limit(Limit.PREEMPTIONS, preemptions);
  }

  private static Exploration explore(MachineConfiguration machine, List<String> rules) {
    Situation situation =
        new Situation(
            ProvenArchitectures.usual(),
            "spin",
            "",
            List.of(),
            List.of(),
            MemoryModel.SC,
            rules,
            machine);
    Bounds bounds = Bounds.generous().withThreads(2);
    return Proof.of(situation, bounds, states -> {}).exploration();
  }

  private void same(
      int raises, int halts, int preemptions, @Nullable Mutant mutant, @Nullable String define)
      throws IOException, InterruptedException {
    List<String> defines =
        new ArrayList<>(
            List.of("RAISES=" + raises, "HALTS=" + halts, "PREEMPTIONS=" + preemptions));
    if (define != null) {
      defines.add(define);
    }
    Spin.Result spin = Spin.verify(directory, "one_vcpu.pml", defines.toArray(String[]::new));
    MachineBuilder builder = machine(raises, halts, preemptions).mutant(mutant);
    assertThat(explore(builder.build(), List.of("none")).states()).isEqualTo(spin.states());
    assertThat(explore(builder.ghosts().build(), List.of()).verdict())
        .isEqualTo(spin.errors() == 0 ? Verdict.CORRECT : Verdict.VIOLATED)
        .isEqualTo(mutant == null ? Verdict.CORRECT : Verdict.VIOLATED);
  }

  @Test
  void aDevicePostsToAGuestThatRuns() throws IOException, InterruptedException {
    same(2, 0, 0, null, null);
  }

  @Test
  void aVcpuGoesToSleepWhileADevicePosts() throws IOException, InterruptedException {
    same(2, 1, 0, null, null);
  }

  @Test
  void aVcpuIsPreemptedWhileADevicePosts() throws IOException, InterruptedException {
    same(2, 0, 1, null, null);
  }

  @Test
  void aVcpuSleepsAndIsPreempted() throws IOException, InterruptedException {
    same(2, 1, 1, null, null);
  }

  @Test
  void withoutTheSelfIpi() throws IOException, InterruptedException {
    same(
        1,
        1,
        0,
        mutant(VcpuPut.NotifySelf.class, right -> ((VcpuPut.NotifySelf) right).done()),
        "NO_SELF_IPI");
  }

  @Test
  void withoutTheScanInLoad() throws IOException, InterruptedException {
    same(1, 0, 1, mutant(VcpuLoad.SetOutstanding.class, right -> Step.NEXT), "NO_SCAN");
  }

  /// A step that forgets POSTED_SEEN and goes on where the right one does.
  private static Mutant mutant(Class<? extends Step> kind, ToIntFunction<Step> then) {
    UnaryOperator<Step> replacement = step -> kind.isInstance(step) ? new Forget(step, then) : step;
    return new Mutant(
        "forget", "none", "forgets", kind.getName(), Mutant.Expected.VIOLATION, replacement);
  }

  private static final class Forget extends IntelStep {
    private final Step right;
    private final ToIntFunction<Step> then;

    Forget(Step right, ToIntFunction<Step> then) {
      super(right.name(), right.source(), right.cost());
      this.right = right;
      this.then = then;
    }

    @Override
    public int execute(IntelMachine machine, int agent, int choice) {
      machine.takePostedSeen(agent);
      return then.applyAsInt(right);
    }
  }
}
