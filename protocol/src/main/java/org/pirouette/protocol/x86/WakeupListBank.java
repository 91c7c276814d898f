package org.pirouette.protocol.x86;

import org.pirouette.protocol.kvm.MachineConfiguration;
import org.pirouette.protocol.step.Bank;
import org.pirouette.protocol.step.Display;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Layout.Kind;

/// The list on each pCPU of the vCPUs that sleep with the wakeup vector armed.
public final class WakeupListBank extends Bank {
  private final int listLock;
  private final int wakeupList;

  private final int listWords;

  /// @param agents number of agents of the machine
  /// @param lists whether vCPUs sleep on them
  public WakeupListBank(
      Layout layout, MachineConfiguration configuration, int agents, boolean lists) {
    super(layout, "pCPU", configuration.processors());
    int vcpus = configuration.vcpus().size();
    int width = (vcpus + 63) / 64;
    listWords = width;
    listLock =
        shown(Display.NUMBER, word(Kind.SHARED, "wakeup list lock", lists ? upTo(agents) : 0, 0));
    wakeupList =
        shown(
            Display.members(),
            words(
                Kind.SHARED,
                "wakeup list",
                width,
                i -> {
                  int rest = vcpus - 64 * (i % width);
                  long members = rest >= 64 ? -1L : (1L << rest) - 1;
                  return lists ? members : 0;
                },
                ""));
  }

  /// Number of words of a wakeup list.
  public int listWords() {
    return listWords;
  }

  /// `wakeup_vcpus_on_cpu_lock` of pCPU p: id of the agent that holds it + 1, or 0.
  public int listLock(int p) {
    return listLock + p;
  }

  /// `wakeup_vcpus_on_cpu` of pCPU p, vCPUs 64i to 64i + 63 as bits.
  public int wakeupList(int p, int i) {
    return wakeupList + p * listWords + i;
  }
}
