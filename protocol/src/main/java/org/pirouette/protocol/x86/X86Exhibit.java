package org.pirouette.protocol.x86;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;
import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.protocol.kvm.Exhibit;

/// What Intel's and AMD's machines show alike: the local APICs, and the registers of the guest's
/// APIC.
public abstract class X86Exhibit implements Exhibit {
  /// The vCPU that is looked at.
  protected static final int HERO = 0;

  /// The device that is looked at.
  protected static final int DEVICE = 0;

  private static final int HIGHEST_TPR = 0xF0;

  private final X86Machine machine;

  /// @param machine that is shown
  protected X86Exhibit(X86Machine machine) {
    this.machine = machine;
  }

  /// The words of the local APICs and of the registers of the guest's APIC.
  protected final Set<Integer> apicWords() {
    Set<Integer> words = new HashSet<>();
    words.add(machine.vapics.status(HERO));
    for (int i = 0; i < VectorBitmap.WORDS; i++) {
      words.add(machine.vapics.virr(HERO, i));
      words.add(machine.vapics.visr(HERO, i));
    }
    for (int p = 0; p < machine.configuration().processors(); p++) {
      words.add(machine.lapics.apicIrr(p));
      words.add(machine.lapics.apicIsr(p));
      words.add(machine.lapics.bus(p));
    }
    return words;
  }

  /// What is requested and what is in service in the guest's APIC, behind a word with the rest.
  protected final List<Long> guestApic() {
    List<Long> words = new ArrayList<>();
    words.add(load(machine.vapics.status(HERO)));
    for (int i = 0; i < VectorBitmap.WORDS; i++) {
      words.add(load(machine.vapics.virr(HERO, i)));
    }
    for (int i = 0; i < VectorBitmap.WORDS; i++) {
      words.add(load(machine.vapics.visr(HERO, i)));
    }
    return words;
  }

  @Override
  public final String waiting(int processor) {
    return vectors(", on their way", load(machine.lapics.bus(processor)))
        + vectors(", waiting (IRR)", load(machine.lapics.apicIrr(processor)))
        + vectors(", in service (ISR)", load(machine.lapics.apicIsr(processor)))
        + alsoWaiting(processor);
  }

  /// What else waits at a pCPU, as [Exhibit#waiting].
  protected String alsoWaiting(int processor) {
    return "";
  }

  /// @param bits of the vectors 192 to 255
  private static String vectors(String what, long bits) {
    if (bits == 0) {
      return "";
    }
    StringJoiner vectors = new StringJoiner(" ", what + " ", "");
    for (int i = 0; i < 64; i++) {
      if ((bits >>> i & 1) != 0) {
        vectors.add(hexadecimal(HostVector.FIRST + i));
      }
    }
    return vectors.toString();
  }

  @Override
  public final int highestPriority() {
    return HIGHEST_TPR;
  }

  @Override
  public String name(int interrupt) {
    return "vector " + hexadecimal(interrupt & 0xFF);
  }

  /// The fields of a word, with their names.
  protected static String decoded(StructureLayout layout, long word) {
    StringJoiner fields = new StringJoiner(" ");
    for (BitField field : layout.fields()) {
      if (!field.isReserved()) {
        long value = field.valueIn(new long[] {word});
        fields.add(
            field.name() + '=' + (field.width() == 1 ? Long.toString(value) : hexadecimal(value)));
      }
    }
    return fields.toString();
  }

  /// A number as `2Ah`.
  protected static String hexadecimal(long value) {
    return Long.toHexString(value).toUpperCase(Locale.ROOT) + "h";
  }

  /// The value of a word now.
  protected final long load(int word) {
    return machine.words().load(word);
  }
}
