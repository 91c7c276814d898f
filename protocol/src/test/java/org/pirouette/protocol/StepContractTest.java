package org.pirouette.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.pirouette.protocol.intel.Intel;
import org.pirouette.protocol.intel.IntelMachine;
import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Layout.Kind;
import org.pirouette.protocol.step.PlainWords;
import org.pirouette.protocol.step.Step;
import org.pirouette.protocol.step.Words;

/// A step touches one shared word. Counted over random schedules of every situation; a step that
/// touches more is listed here with its reason.
class StepContractTest {
  private static final int SCHEDULES = 15;
  private static final int STEPS = 20_000;

  /// Why a step may touch several shared words.
  private static final Map<String, String> EXCEPTIONS =
      Map.ofEntries(
          Map.entry(
              "ApicvUpdate.ReadInhibits",
              "reasons under apicv_update_lock; apicv_active is written by this thread alone"),
          Map.entry("Bypass.ClearEntry", "one 16-byte write; the route under irqfds.lock"),
          Map.entry("Bypass.Connect", "route and count under irqfds.lock"),
          Map.entry("Bypass.Decide", "the choice of the environment"),
          Map.entry(
              "Bypass.RestoreHostEntry", "one 16-byte write; route and affinity under irqfds.lock"),
          Map.entry(
              "Bypass.SetAffinity",
              "one 16-byte write; the affinity under the lock of the interrupt descriptor"),
          Map.entry(
              "Bypass.UpdateEntry", "one 16-byte write; route and affinity under irqfds.lock"),
          Map.entry(
              "Bypass.WriteHostEntry",
              "one 16-byte write; the affinity under the lock of the interrupt descriptor"),
          Map.entry("DevicePost.Fetch", "hardware: one 16-byte read"),
          Map.entry("DevicePost.Post", "hardware: PIR and control in one bus transaction"),
          Map.entry("HostInterrupt.HandleDevice", "looks its device up; the route under SRCU"),
          Map.entry("Nested.Complete", "L2's VIRR while its thread has left it"),
          Map.entry("Offline.GoOffline", "all other pCPUs are stopped (stop_machine)"),
          Map.entry("Offline.WakeNext", "the list under its lock"),
          Map.entry("PostedInterruptProcessing.Accept", "hardware: virtual-interrupt delivery"),
          Map.entry(
              "PostedInterruptProcessing.Move",
              "hardware: VIRR belongs to the processor in non-root mode"),
          Map.entry("PostedMsiHandler.HandleNext", "looks its device up; the route under SRCU"),
          Map.entry("Restore.LoadImage", "a vCPU that is not running; vcpu->mutex"),
          Map.entry("Scheduler.Pick", "run queues under their locks"),
          Map.entry("SyncPir.Report", "apicv_active is written by this thread alone"),
          Map.entry("VcpuLoad.Classify", "vcpu->cpu is written by this thread alone"),
          Map.entry("VcpuLoad.LockList", "vcpu->cpu is written by this thread alone"),
          Map.entry(
              "VcpuLoad.RemoveFromList",
              "the list under its lock; vcpu->cpu is written by this thread alone"),
          Map.entry("VcpuLoad.UnlockList", "vcpu->cpu is written by this thread alone"),
          Map.entry("VcpuPut.AddToList", "ghost: looks whether the vCPU is on another list"),
          Map.entry("VmEntry.TakeScan", "the routes under SRCU"),
          Map.entry("VmExit.EndLevelInterrupt", "the routes under SRCU; the request to itself"),
          Map.entry(
              "WakeupHandler.NextEntry",
              "the list under its lock; of the descriptor ON alone, once"));

  @Test
  void aStepTouchesOneSharedWord() {
    Map<String, Set<String>> more = new TreeMap<>();
    long[] steps = {0};
    for (MachineConfiguration configuration : Situations.all().values()) {
      for (int seed = 0; seed < SCHEDULES; seed++) {
        IntelMachine plain = Intel.ARCHITECTURE.machine(configuration);
        CountingWords words = new CountingWords(plain.layout());
        IntelMachine machine = plain.on(words);
        RandomSchedule schedule =
            new RandomSchedule(machine, new SplittableRandom(seed)) {
              @Override
              void beforeStep() {
                words.touched.clear();
              }

              @Override
              void afterStep(Step step) {
                steps[0]++;
                if (words.touched.size() > 1) {
                  more.computeIfAbsent(name(step), key -> new TreeSet<>()).addAll(words.touched);
                }
              }
            };
        assertThat(schedule.run(STEPS)).isNull();
      }
    }
    assertThat(steps[0]).isGreaterThan(50_000);
    assertThat(more.keySet())
        .as("steps that touch several shared words: %s", more)
        .isEqualTo(EXCEPTIONS.keySet());
  }

  private static String name(Step step) {
    return step.getClass().getDeclaringClass().getSimpleName()
        + "."
        + step.getClass().getSimpleName();
  }

  /// Words that remember which shared ones are touched, by name without numbers.
  private static final class CountingWords extends Words {
    final Set<String> touched = new TreeSet<>();
    private final Words plain;
    private final String[] shared;

    CountingWords(Layout layout) {
      plain = new PlainWords(layout);
      shared =
          layout.words().stream()
              .map(word -> word.kind() == Kind.SHARED ? word.name() : "")
              .toArray(String[]::new);
    }

    private int touch(int word) {
      if (!shared[word].isEmpty()) {
        touched.add(shared[word]);
      }
      return word;
    }

    @Override
    public long load(int word) {
      return plain.load(touch(word));
    }

    @Override
    public void store(int word, long value) {
      plain.store(touch(word), value);
    }

    @Override
    public long getAndOr(int word, long bits) {
      return plain.getAndOr(touch(word), bits);
    }

    @Override
    public long getAndAnd(int word, long bits) {
      return plain.getAndAnd(touch(word), bits);
    }

    @Override
    public long getAndSet(int word, long value) {
      return plain.getAndSet(touch(word), value);
    }

    @Override
    public boolean compareAndSet(int word, long expected, long value) {
      return plain.compareAndSet(touch(word), expected, value);
    }

    @Override
    public void fence() {}
  }
}
