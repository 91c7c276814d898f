package org.pirouette.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.pirouette.protocol.intel.mutant.Mutants;
import org.pirouette.protocol.kvm.Limit;
import org.pirouette.protocol.kvm.Limits;
import org.pirouette.protocol.kvm.MachineBuilder;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.kvm.MachineConfiguration.Path;

/// Steps on real memory: `-Dpirouette.stress=60` runs for 60 seconds instead of a few.
class RealThreadsTest {
  private static final Duration DURATION =
      Duration.ofSeconds(Integer.getInteger("pirouette.stress", 5));

  private static MachineBuilder machine() {
    return MachineConfiguration.builder()
        .processors(2)
        .vcpu(0)
        .vcpu(0)
        .vcpu(1)
        .device(0, 0xC1, Path.POSTED, 0)
        .device(1, 0x51, Path.POSTED, 0)
        .device(2, 0xC2, Path.POSTED, 0)
        .interProcessorInterrupt(0, 2, 0x61)
        .interProcessorInterrupt(2, 1, 0x62)
        .limits(
            Limits.none()
                .with(Limit.RAISES, Limits.UNLIMITED)
                .with(Limit.HALTS, Limits.UNLIMITED)
                .with(Limit.IPIS, Limits.UNLIMITED)
                .with(Limit.PREEMPTIONS, Limits.UNLIMITED)
                .with(Limit.USERSPACE_EXITS, Limits.UNLIMITED))
        .ghosts();
  }

  @Test
  void noInterruptIsLostOnRealThreads() throws InterruptedException {
    long seed = System.nanoTime();
    RealThreads threads = new RealThreads(machine().build(), seed, Duration.ofSeconds(30));

    String problem = threads.run(DURATION);

    assertThat(problem).as("seed %d", seed).isNull();
    assertThat(threads.handled()).isPositive();
    System.out.println("real threads: " + threads.handled() + " interrupts in " + DURATION);
  }

  @Test
  void aLostWakeupIsNoticed() throws InterruptedException {
    MachineConfiguration mutant = machine().build().withMutant(Mutants.named("m0").orElseThrow());

    String problem = new RealThreads(mutant, 1, Duration.ofSeconds(3)).run(Duration.ofSeconds(30));

    assertThat(problem).isNotNull();
  }
}
