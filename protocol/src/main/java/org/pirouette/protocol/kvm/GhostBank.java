package org.pirouette.protocol.kvm;

import java.util.function.IntToLongFunction;
import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.protocol.step.Bank;
import org.pirouette.protocol.step.Layout;
import org.pirouette.protocol.step.Layout.Kind;

/// Ghost words: what properties are about, and no step depends on.
public final class GhostBank extends Bank {
  private final int broken;
  private final int owed;
  private final int caused;
  private final int surplus;

  /// Declares the words.
  public GhostBank(Layout layout, MachineConfiguration configuration) {
    super(layout, "vCPU", configuration.vcpus().size());
    boolean ghosts = configuration.ghosts();
    IntToLongFunction vectors = i -> ghosts ? configuration.vectors(i % VectorBitmap.WORDS) : 0;
    owed = words(Kind.GHOST, "owed", VectorBitmap.WORDS, vectors, "[");
    caused = words(Kind.GHOST, "caused", VectorBitmap.WORDS, vectors, "[");
    int slots = slotCount(configuration);
    long counts = slots == 16 ? -1L : (1L << slots * 4) - 1;
    surplus = word(Kind.GHOST, "posts - deliveries", ghosts ? counts : 0, 0);
    broken = layout.add("broken", Kind.GHOST, (1L << Fault.values().length) - 1, 0);
  }

  /// Number of vectors whose posts are counted.
  private static int slotCount(MachineConfiguration configuration) {
    return Math.min(16, (int) configuration.vectors().stream().distinct().count());
  }

  /// Ghost: something that may never happen, see [Fault].
  public int broken() {
    return broken;
  }

  /// Ghost: vectors 64i to 64i + 63 posted to vCPU v and not handled since.
  public int owed(int v, int i) {
    return owed + v * VectorBitmap.WORDS + i;
  }

  /// Ghost: vectors 64i to 64i + 63 that somebody has reason to post to vCPU v - a guest's IPI, a
  /// timer, a host interrupt of its device - and that nobody has posted since.
  public int caused(int v, int i) {
    return caused + v * VectorBitmap.WORDS + i;
  }

  /// Ghost: posts minus deliveries of vCPU v, four bits for each vector slot.
  public int surplus(int v) {
    return surplus + v;
  }
}
