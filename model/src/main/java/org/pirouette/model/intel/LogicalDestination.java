package org.pirouette.model.intel;

/// Logical destinations of interrupt messages (SDM 10.6.2).
///
/// All functions are pure.
public final class LogicalDestination {
  private static final int BROADCAST = 0xFF;

  private LogicalDestination() {}

  /// xAPIC, flat model (DFR[31:28] = Fh): any common bit of message and LDR.
  ///
  /// @param message destination of the message, 8 bits
  /// @param logicalId LDR[31:24]
  public static boolean matchesFlat(int message, int logicalId) {
    return (message & logicalId & 0xFF) != 0;
  }

  /// xAPIC, cluster model (DFR[31:28] = 0): same cluster in 7:4, or Fh for all; any common bit of
  /// 3:0.
  ///
  /// @param message destination of the message, 8 bits
  /// @param logicalId LDR[31:24]
  public static boolean matchesCluster(int message, int logicalId) {
    boolean cluster = (message & 0xF0) == 0xF0 || ((message ^ logicalId) & 0xF0) == 0;
    return message == BROADCAST || cluster && (message & logicalId & 0x0F) != 0;
  }

  /// LDR of a processor in x2APIC mode: cluster in 31:16, one bit of 15:0.
  public static int x2apicLogicalId(int x2apicId) {
    return x2apicId >>> 4 << 16 | 1 << (x2apicId & 0xF);
  }

  /// x2APIC: same cluster in 31:16, and any common bit of 15:0; FFFFFFFFh is all.
  ///
  /// @param message destination of the message, 32 bits
  /// @param x2apicId of the processor
  public static boolean matchesX2apic(int message, int x2apicId) {
    int logicalId = x2apicLogicalId(x2apicId);
    return message == -1
        || (message ^ logicalId) >>> 16 == 0 && (message & logicalId & 0xFFFF) != 0;
  }
}
