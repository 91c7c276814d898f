package org.pirouette.model.intel;

/// Access types in bits 15:12 of the qualification of an APIC-access exit (SDM 27.2.1).
public enum ApicAccessType {
  LINEAR_READ(0),
  LINEAR_WRITE(1),
  INSTRUCTION_FETCH(2),
  /// Read or write of a linear address while an event is delivered.
  LINEAR_EVENT_DELIVERY(3),
  /// Guest-physical access while an event is delivered.
  PHYSICAL_EVENT_DELIVERY(10),
  /// Guest-physical access for a fetch or during the execution of an instruction.
  PHYSICAL_INSTRUCTION(15);

  private final int code;

  ApicAccessType(int code) {
    this.code = code;
  }

  /// The value of bits 15:12.
  public int code() {
    return code;
  }
}
