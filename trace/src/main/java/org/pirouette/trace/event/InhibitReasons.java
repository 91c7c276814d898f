package org.pirouette.trace.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/// Why KVM inhibits APICv or AVIC: the names of the bits of `kvm_apicv_inhibit_changed`.
///
/// What the bits mean changed between kernels, so that the recording's own words decide: the print
/// format of the event, or the names in a text. Only the first bits are the same in all kernels
/// that may leave out the names (Linux asm/kvm_host.h). Safe for use by several threads.
public final class InhibitReasons {
  private static final List<String> USUAL = List.of("DISABLED", "HYPERV", "ABSENT", "BLOCKIRQ");

  private final Map<Integer, String> learnt = new ConcurrentSkipListMap<>();

  /// Takes the name that the recording has for a bit; the first one counts.
  ///
  /// @param bit from 0 to 63
  public void learn(int bit, String name) {
    if (bit >= 0 && bit < Long.SIZE) {
      learnt.putIfAbsent(bit, name);
    }
  }

  /// Takes the names that stand behind a mask, in the order of its bits.
  ///
  /// @param names not used unless there are as many as bits
  public void learn(long mask, List<String> names) {
    if (names.size() != Long.bitCount(mask)) {
      return;
    }
    long rest = mask;
    for (String name : names) {
      learn(Long.numberOfTrailingZeros(rest), name);
      rest &= rest - 1;
    }
  }

  /// The names of the bits of a mask, by comma; "reason 9" for those that nothing names.
  public String names(long mask) {
    List<String> names = new ArrayList<>();
    for (int bit = 0; bit < Long.SIZE; bit++) {
      if ((mask >>> bit & 1) != 0) {
        String usual = bit < USUAL.size() ? USUAL.get(bit) : "reason " + bit;
        names.add(learnt.getOrDefault(bit, usual));
      }
    }
    return String.join(", ", names);
  }
}
