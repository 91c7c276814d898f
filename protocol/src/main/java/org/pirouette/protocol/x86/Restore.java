package org.pirouette.protocol.x86;

import org.pirouette.protocol.kvm.ThreadLabels;
import org.pirouette.protocol.kvm.ThreadRegion;
import org.pirouette.protocol.step.Cost;
import org.pirouette.protocol.step.Label;
import org.pirouette.protocol.step.Program;

/// KVM_SET_LAPIC, as after the restore of a snapshot: what was posted before is forgotten, the APIC
/// takes the image's state, and a timer that has expired meanwhile posts its vector. The forgetting
/// comes first, so that the timer's interrupt survives.
public final class Restore {
  private final ThreadLabels labels;

  public Restore(ThreadLabels labels) {
    this.labels = labels;
  }

  /// Adds the steps behind those that clear what hardware has posted.
  public void addTo(Program.Assembler assembler) {
    Label finished = new Label("KVM_SET_LAPIC done");
    assembler
        .begin(ThreadRegion.FORGET)
        .step(new LoadImage())
        .end(ThreadRegion.FORGET)
        .step(new RestartTimer(finished, labels.post))
        .label(finished)
        .step(new Finish(labels.run));
  }

  /// Takes the registers of the image, in which nothing is pending. The lock of the APIC map, which
  /// is computed anew then, orders what was forgotten before whatever is posted from here on.
  public static class LoadImage extends X86Step {
    /// The step as it is.
    public LoadImage() {
      super(
          "restore: load image", "Linux kvm_apic_set_state, kvm_recalculate_apic_map", Cost.LOCKED);
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      for (int word : machine.usedWords()) {
        machine.words.store(machine.vapics.virr(v, word), 0);
        machine.words.store(machine.vapics.visr(v, word), 0);
      }
      machine.words.store(machine.vapics.status(v), 0);
      machine.words.fence(); // mutex_lock(&kvm->arch.apic_map_lock)
      machine.noteRestored(v);
      return NEXT;
    }
  }

  /// The timer of the image has expired: it posts its vector now.
  public static class RestartTimer extends X86Step {
    private final Label finished;
    private final Label post;

    /// @param finished the end of the ioctl
    /// @param post the software post
    public RestartTimer(Label finished, Label post) {
      super("restore: restart timer", "Linux restart_apic_timer", Cost.PLAIN);
      this.finished = finished;
      this.post = post;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      int v = machine.numberOf(agent);
      int vector = machine.configuration().vcpus().get(v).timerVector();
      return vector == 0
          ? finished.pc()
          : VmExit.post(machine, agent, v << 8 | vector, finished, post);
    }
  }

  /// The ioctl returns.
  public static class Finish extends X86Step {
    private final Label run;

    /// @param run the loop
    public Finish(Label run) {
      super("restore: done", "Linux kvm_vcpu_ioctl_set_lapic", Cost.PLAIN);
      this.run = run;
    }

    @Override
    public int execute(X86Machine machine, int agent, int choice) {
      return run.pc();
    }
  }
}
