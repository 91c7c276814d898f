package org.pirouette.model.intel;

import static org.pirouette.model.intel.PostedInterruptDescriptorLayout.BYTES;
import static org.pirouette.model.intel.PostedInterruptDescriptorLayout.CONTROL_OFFSET;
import static org.pirouette.model.intel.PostedInterruptDescriptorLayout.PIR_OFFSET;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.function.LongUnaryOperator;
import org.pirouette.model.bits.VectorBitmap;

/// A posted-interrupt descriptor: 64 bytes in which devices, processors and system software meet.
///
/// Fields are those of [PostedInterruptDescriptorLayout]; what a control word means is said by
/// [NotificationControl]. The memory is the caller's (see [#over]) or the descriptor's own.
///
/// ## Roles
///
/// Any number of threads may act at the same time, each in any of these roles:
///
/// - *IOMMU*: [#post]. One atomic step on the whole line, as VT-d does it: request, ON, and the NV
///   and NDST of the notification belong together (VT-d 5.2.3).
/// - *Software poster*: [#request], then [#markOutstanding] or [#markOutstandingUnlessSuppressed].
///   Two steps; others may act between them (Linux `vmx_deliver_posted_interrupt`, IPI
///   virtualization).
/// - *Drainer*: [#clearOutstanding], then [#harvest], in this order. A poster that comes in between
///   sets ON again. The reverse order loses interrupts.
/// - *Control changer*: [#compareAndSetControl] or [#updateControl], for NV, NDST and SN.
///
/// ## Guarantees
///
/// - All operations are sequentially consistent with each other, except where a name says otherwise
///   (`getOpaque...`).
/// - A vector that was requested is in exactly one later harvest; requests of a vector that is
///   still pending merge with it.
/// - No agent sees the request of a [#post] without the ON that belongs to it.
/// - Nothing allocates.
///
/// ## Progress
///
/// [#request] and [#harvest] are wait-free. All others are lock-free against each other, but wait
/// for a [#post] under way: hardware locks the line for as long.
public abstract sealed class PostedInterruptDescriptor
    permits OffHeapDescriptor, SegmentDescriptor {
  /*
   * Representation. Java has no 64-byte atomic access. What must look like one step is: set the PIR
   * bit; read ON, SN, NV, NDST; set ON. post() takes the control word out of circulation by storing
   * LINE_HELD in its reserved bits, sets the PIR bit, and puts the new control word back. The step
   * takes place when the PIR bit is set: until the control word is back nobody reads or changes it,
   * so none can tell that its change came later. PIR words need no lock for that reason, and PIR
   * operations never wait.
   *
   * The mark is one pattern of 22 reserved bits, so that a test may set any reserved bit of its
   * choice; only this very pattern cannot be stored. If a reserved bit is set the post fails (28h)
   * and takes no lock.
   *
   * Putting the word back needs release order only: the PIR bit was set before it by a full barrier,
   * and who takes the word acquires it.
   */
  private static final long LINE_HELD = 0xA500_5AA8L;

  private static final int SPINS_BEFORE_YIELD = 64;

  /// Result of [#post]: no notification is to be sent.
  public static final long NO_NOTIFICATION = 0;

  /// Result of [#post]: a reserved bit is set, nothing was changed (fault 28h).
  public static final long RESERVED_FIELD_SET = -1;

  PostedInterruptDescriptor() {}

  /// The descriptor in the first 64 bytes of the given memory, as they are.
  ///
  /// @param memory at least 64 bytes, writable. Off the heap its address is a multiple of 64; on
  ///   the heap it is a slice of a `long[]`, and the line may then straddle two cache lines
  /// @throws IllegalArgumentException if it is too small or not aligned
  public static PostedInterruptDescriptor over(MemorySegment memory) {
    int alignment = memory.isNative() ? BYTES : Long.BYTES;
    if (memory.byteSize() < BYTES) {
      throw new IllegalArgumentException(
          "a posted-interrupt descriptor needs " + BYTES + " bytes, not " + memory.byteSize());
    }
    if (memory.maxByteAlignment() < alignment) {
      throw new IllegalArgumentException(
          "a posted-interrupt descriptor is aligned to %d bytes, not at %#x"
              .formatted(alignment, memory.address()));
    }
    MemorySegment line = memory.asSlice(0, BYTES);
    long address = line.isNative() ? OffHeap.address(line) : 0;
    return address == 0 ? new SegmentDescriptor(line) : new OffHeapDescriptor(line, address);
  }

  /// A new descriptor, all zero, on a cache line of its own off the heap.
  ///
  /// @param arena owner of the memory
  public static PostedInterruptDescriptor allocate(Arena arena) {
    return over(arena.allocate(BYTES, BYTES));
  }

  /// A new descriptor, all zero, on the heap.
  public static PostedInterruptDescriptor onHeap() {
    return over(MemorySegment.ofArray(new long[PostedInterruptDescriptorLayout.WORDS]));
  }

  /// Posts as VT-d does, in one atomic step: `PIR[vector]` = 1; if ON = 0 and (URG = 1 or SN = 0),
  /// ON = 1 and a notification is to be sent (VT-d 5.2.3).
  ///
  /// @param vector VV, 0 to 255
  /// @param urgent URG of the IRTE
  /// @param x2apic whether NDST is a 32-bit x2APIC ID; if not, its bits other than 15:8 are
  ///   reserved
  /// @return the control word with the NV and NDST to notify, as of the very step;
  ///   [#NO_NOTIFICATION]; or [#RESERVED_FIELD_SET]
  public long post(int vector, boolean urgent, boolean x2apic) {
    long control = getControl();
    while (!NotificationControl.reservedSet(control, x2apic)) {
      if (compareAndSet(CONTROL_OFFSET, control, control | LINE_HELD)) {
        orPir(vector);
        long after = NotificationControl.afterPost(control, urgent);
        setRelease(CONTROL_OFFSET, after);
        return NotificationControl.notifies(control, urgent) ? after : NO_NOTIFICATION;
      }
      control = getControl();
    }
    return RESERVED_FIELD_SET;
  }

  /// First step of a software post: `PIR[vector]` = 1.
  ///
  /// @param vector 0 to 255
  /// @return whether the bit was clear. If it was set, who set it has the duty to notify
  public boolean request(int vector) {
    return (orPir(vector) & VectorBitmap.bit(vector)) == 0;
  }

  /// Second step of a software post that does not look at SN: ON = 1 (Linux `pi_test_and_set_on`).
  ///
  /// @return whether ON was clear, so that the caller has to notify
  public boolean markOutstanding() {
    long control;
    do {
      control = getControl();
      if (NotificationControl.outstanding(control)) {
        return false;
      }
    } while (!compareAndSet(CONTROL_OFFSET, control, control | NotificationControl.ON));
    return true;
  }

  /// Second step of a software post that respects SN: if ON = 0 and SN = 0, ON = 1 (IPI
  /// virtualization; Xen `vmx_deliver_posted_intr`).
  ///
  /// @return the control word with the NV and NDST to notify, or [#NO_NOTIFICATION]
  public long markOutstandingUnlessSuppressed() {
    long control;
    do {
      control = getControl();
      if (!NotificationControl.notifies(control, false)) {
        return NO_NOTIFICATION;
      }
    } while (!compareAndSet(CONTROL_OFFSET, control, control | NotificationControl.ON));
    return control | NotificationControl.ON;
  }

  /// First step of a drain: ON = 0, all other bits kept (SDM 29.6 step 3).
  ///
  /// @return whether ON was set
  public boolean clearOutstanding() {
    long control;
    do {
      control = getControl();
      if (!NotificationControl.outstanding(control)) {
        return false;
      }
    } while (!compareAndSet(CONTROL_OFFSET, control, control & ~NotificationControl.ON));
    return true;
  }

  /// Second step of a drain: takes every request out of PIR, each 64-bit word in one atomic
  /// exchange (SDM 29.6 step 5).
  ///
  /// @param into [VectorBitmap] to which the requests are added
  /// @return whether there were any
  public boolean harvest(long[] into) {
    boolean any = false;
    for (int word = 0; word < VectorBitmap.WORDS; word++) {
      long requests = harvestWord(word);
      if (requests != 0) {
        into[word] |= requests;
        any = true;
      }
    }
    return any;
  }

  /// Takes the requests out of one word of PIR.
  ///
  /// @param word 0 to 3
  /// @return the requests, bit n for vector 64 * word + n
  public long harvestWord(int word) {
    long offset = pirOffset(word);
    /* Volatile: must not be read before ON = 0 is visible (Linux: barrier in vmx_sync_pir_to_irr). */
    if (getVolatile(offset) == 0) {
      return 0;
    }
    return getAndSet(offset, 0L);
  }

  /// Both steps of a drain, in the order that loses nothing: ON = 0, then PIR.
  ///
  /// @param into [VectorBitmap] to which the requests are added
  /// @return whether there were any
  public boolean drain(long[] into) {
    clearOutstanding();
    return harvest(into);
  }

  /// The control word as of some moment between two posts.
  public long getControl() {
    long control = getVolatile(CONTROL_OFFSET);
    for (int spin = 0; isHeld(control); spin++) {
      if (spin < SPINS_BEFORE_YIELD) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
      control = getVolatile(CONTROL_OFFSET);
    }
    return control;
  }

  /// Changes the control word if it is as expected (`cmpxchg` of descriptor bits 319:256).
  ///
  /// @return whether it was
  /// @throws IllegalArgumentException if the reserved bits of the new word are those that mark a
  ///   post under way (bits 31:24 A5h and 15:2 of 5AA8h)
  public boolean compareAndSetControl(long expected, long control) {
    requireStorable(control);
    return compareAndSet(CONTROL_OFFSET, expected, control);
  }

  /// Changes the control word by compare-and-swap until it succeeds.
  ///
  /// @param change pure; is called again when another agent came first
  /// @return the word before
  public long updateControl(LongUnaryOperator change) {
    long control;
    do {
      control = getControl();
    } while (!compareAndSetControl(control, change.applyAsLong(control)));
    return control;
  }

  /// Sets or clears SN, all other bits kept.
  ///
  /// @return SN before
  public boolean setSuppressed(boolean sn) {
    long control;
    do {
      control = getControl();
    } while (!compareAndSetControl(control, NotificationControl.withSuppressed(control, sn)));
    return NotificationControl.suppressed(control);
  }

  /// One word of PIR.
  ///
  /// @param word 0 to 3
  /// @return bit n for vector 64 * word + n
  public long getPir(int word) {
    return getVolatile(pirOffset(word));
  }

  /// Whether a vector is requested in PIR.
  ///
  /// @param vector 0 to 255
  public boolean isRequested(int vector) {
    return (getPir(VectorBitmap.word(vector)) & VectorBitmap.bit(vector)) != 0;
  }

  /// Whether PIR holds no request; the words are read one after another.
  public boolean isEmpty() {
    return (getPir(0) | getPir(1) | getPir(2) | getPir(3)) == 0;
  }

  /// Whether VT-d's reserved bits 511:320 are not all zero.
  public boolean reservedTailSet() {
    long tail = 0;
    for (int offset = CONTROL_OFFSET + Long.BYTES; offset < BYTES; offset += Long.BYTES) {
      tail |= getOpaque(offset);
    }
    return tail != 0;
  }

  /// The eight words in memory order, each read on its own.
  public long[] toWords() {
    long[] words = new long[PostedInterruptDescriptorLayout.WORDS];
    for (int word = 0; word < words.length; word++) {
      words[word] =
          word == PostedInterruptDescriptorLayout.CONTROL_WORD
              ? getControl()
              : getVolatile((long) word * Long.BYTES);
    }
    return words;
  }

  /// Overwrites the whole descriptor. Not atomic: for one that no other agent knows yet.
  ///
  /// @param words eight words in memory order
  public void initialize(long... words) {
    requireStorable(words[PostedInterruptDescriptorLayout.CONTROL_WORD]);
    for (int word = 0; word < PostedInterruptDescriptorLayout.WORDS; word++) {
      setVolatile((long) word * Long.BYTES, words[word]);
    }
  }

  abstract long getVolatile(long offset);

  abstract void setVolatile(long offset, long value);

  abstract long getOpaque(long offset);

  abstract void setRelease(long offset, long value);

  abstract boolean compareAndSet(long offset, long expected, long value);

  abstract long getAndSet(long offset, long value);

  abstract long getAndBitwiseOr(long offset, long bits);

  private long orPir(int vector) {
    long offset = pirOffset(VectorBitmap.word(vector));
    return getAndBitwiseOr(offset, VectorBitmap.bit(vector));
  }

  private static long pirOffset(int word) {
    return PIR_OFFSET + (long) Objects.checkIndex(word, VectorBitmap.WORDS) * Long.BYTES;
  }

  private static void requireStorable(long control) {
    if (isHeld(control)) {
      throw new IllegalArgumentException(
          "reserved bits of control word %#x are those of a post under way".formatted(control));
    }
  }

  private static boolean isHeld(long control) {
    return (control & NotificationControl.RESERVED) == LINE_HELD;
  }
}
