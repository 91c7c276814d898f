package org.pirouette.model.intel;

/// The control word of a posted-interrupt descriptor: its bits 256 to 319 as one 64-bit value, the
/// unit that system software changes by compare-and-swap (VT-d "Posted Interrupt Descriptor"; Linux
/// posted_intr.h `struct pi_desc`).
///
/// Bits as of the descriptor, see [PostedInterruptDescriptorLayout]; bit 256 is bit 0 here.
///
/// All functions are pure; the caller makes the change atomic.
public final class NotificationControl {
  /// Outstanding notification, descriptor bit 256.
  public static final long ON = 1L;

  /// Suppress notification, descriptor bit 257.
  public static final long SN = 1L << 1;

  /// Reserved bits 271:258 and 287:280 of the descriptor. One that is set makes a post fail with
  /// fault 28h.
  public static final long RESERVED = 0xFF00_FFFCL;

  /// NV, descriptor bits 279:272.
  public static final long NV_MASK = 0xFFL << 16;

  /// NDST, descriptor bits 319:288.
  public static final long NDST_MASK = 0xFFFF_FFFFL << 32;

  private static final int NV_SHIFT = 16;
  private static final int NDST_SHIFT = 32;

  /// NDST bits that xAPIC mode does not use: all but 15:8.
  private static final long XAPIC_NDST_RESERVED = 0xFFFF_00FFL << NDST_SHIFT;

  private NotificationControl() {}

  /// A control word with ON and SN clear.
  ///
  /// @param notificationVector NV, 0 to 255
  /// @param destination NDST as stored, see [#xapicDestination] and [#x2apicDestination]
  public static long of(int notificationVector, int destination) {
    return withDestination(withNotificationVector(0, notificationVector), destination);
  }

  /// Whether a notification is outstanding.
  public static boolean outstanding(long control) {
    return (control & ON) != 0;
  }

  /// Whether notifications of non-urgent posts are suppressed.
  public static boolean suppressed(long control) {
    return (control & SN) != 0;
  }

  /// NV, 0 to 255.
  public static int notificationVector(long control) {
    return (int) ((control & NV_MASK) >>> NV_SHIFT);
  }

  /// NDST as stored.
  public static int destination(long control) {
    return (int) (control >>> NDST_SHIFT);
  }

  /// NDST for an APIC ID in xAPIC mode: the 8-bit ID in bits 15:8 of the field.
  ///
  /// @param apicId 0 to 255
  public static int xapicDestination(int apicId) {
    return (apicId & 0xFF) << 8;
  }

  /// NDST for an APIC ID in x2APIC mode: the 32-bit ID itself.
  public static int x2apicDestination(int apicId) {
    return apicId;
  }

  /// The APIC ID that NDST names.
  ///
  /// @param x2apic whether the processors are in x2APIC mode
  /// @return the 32-bit ID; in xAPIC mode 0 to 255
  public static int destinationApicId(long control, boolean x2apic) {
    int stored = destination(control);
    return x2apic ? stored : stored >>> 8 & 0xFF;
  }

  /// The word with another ON.
  public static long withOutstanding(long control, boolean on) {
    return on ? control | ON : control & ~ON;
  }

  /// The word with another SN.
  public static long withSuppressed(long control, boolean sn) {
    return sn ? control | SN : control & ~SN;
  }

  /// The word with another NV.
  public static long withNotificationVector(long control, int vector) {
    return (control & ~NV_MASK) | ((vector & 0xFFL) << NV_SHIFT);
  }

  /// The word with another NDST as stored.
  public static long withDestination(long control, int destination) {
    return (control & 0xFFFF_FFFFL) | ((long) destination << NDST_SHIFT);
  }

  /// Whether a post with this control word in the same atomic snapshot sends a notification: ON = 0
  /// and (URG = 1 or SN = 0) (VT-d 5.2.3).
  public static boolean notifies(long control, boolean urgent) {
    return !outstanding(control) && (urgent || !suppressed(control));
  }

  /// The control word after a post: ON is set if and only if the post notifies. With SN = 1 and URG
  /// = 0 it stays clear.
  public static long afterPost(long control, boolean urgent) {
    return notifies(control, urgent) ? control | ON : control;
  }

  /// Whether a reserved bit is set that makes a post fail with fault 28h: descriptor bits 271:258,
  /// 287:280 and, in xAPIC mode, NDST other than its bits 15:8.
  ///
  /// @param x2apic whether NDST is read as a 32-bit x2APIC ID
  public static boolean reservedSet(long control, boolean x2apic) {
    return (control & (x2apic ? RESERVED : RESERVED | XAPIC_NDST_RESERVED)) != 0;
  }
}
