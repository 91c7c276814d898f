package org.pirouette.model.intel;

/// The control word of a posted-interrupt descriptor: its bits 256 to 319 as one 64-bit value (VT-d
/// "Posted Interrupt Descriptor"; Linux `union` of `on`, `sn`, `nv`, `ndst` in posted_intr.h, which
/// KVM changes by compare-and-swap).
///
/// ```
/// 63            32 31      24 23      16 15        2  1  0
/// |     NDST      | reserved |    NV    | reserved  |SN|ON|
/// ```
///
/// All functions are pure; the caller makes the change atomic.
public final class NotificationControl {
  /// Outstanding notification, descriptor bit 256.
  public static final long ON = 1L;

  /// Suppress notification, descriptor bit 257.
  public static final long SN = 1L << 1;

  private static final int NV_SHIFT = 16;
  private static final long NV_MASK = 0xFFL << NV_SHIFT;
  private static final int NDST_SHIFT = 32;

  private NotificationControl() {}

  /// A control word with ON and SN clear.
  ///
  /// @param notificationVector NV, 0 to 255
  /// @param destination NDST as stored: the 32-bit x2APIC ID, or in xAPIC mode the 8-bit ID in bits
  ///   15:8
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

  /// The word with another NV.
  public static long withNotificationVector(long control, int vector) {
    return (control & ~NV_MASK) | ((vector & 0xFFL) << NV_SHIFT);
  }

  /// The word with another NDST.
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
}
