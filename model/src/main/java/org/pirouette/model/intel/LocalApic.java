package org.pirouette.model.intel;

import org.pirouette.model.bits.VectorBitmap;

/// A real local APIC as far as interrupt delivery to one logical processor needs it: IRR, ISR, TMR,
/// priorities, end of interrupt, illegal vectors (SDM 10.8).
///
/// One thread at a time.
public final class LocalApic {
  /// ESR bit: a vector below 16 was sent.
  public static final int SEND_ILLEGAL_VECTOR = 1 << 5;

  /// ESR bit: a vector below 16 was received.
  public static final int RECEIVE_ILLEGAL_VECTOR = 1 << 6;

  /// Result of [#pending] and [#endOfInterrupt]: there is none.
  public static final int NONE = -1;

  private static final int SUPPRESS_EOI_BROADCAST = 1 << 12;

  private final long[] requested = new long[VectorBitmap.WORDS];
  private final long[] inService = new long[VectorBitmap.WORDS];
  private final long[] triggerMode = new long[VectorBitmap.WORDS];
  private int taskPriority;
  private int spuriousVectorRegister = 0xFF;
  private int errors;

  /// An interrupt message arrives: IRR takes the vector, TMR its trigger mode. One that is pending
  /// already merges with it.
  ///
  /// @param vector 0 to 255
  /// @return false if the vector is illegal, below 16: then only ESR changes
  public boolean accept(int vector, boolean levelTriggered) {
    if (vector < InterruptPriority.FIRST_LEGAL_VECTOR) {
      errors |= RECEIVE_ILLEGAL_VECTOR;
      return false;
    }
    VectorBitmap.set(requested, vector);
    if (levelTriggered) {
      VectorBitmap.set(triggerMode, vector);
    } else {
      VectorBitmap.clear(triggerMode, vector);
    }
    return true;
  }

  /// Whether a vector may be sent by the ICR; one below 16 sets ESR instead.
  public boolean checkSend(int vector) {
    if (vector < InterruptPriority.FIRST_LEGAL_VECTOR) {
      errors |= SEND_ILLEGAL_VECTOR;
      return false;
    }
    return true;
  }

  /// The interrupt that the processor would get: the highest in IRR if its class is above that of
  /// PPR, else [#NONE].
  public int pending() {
    int highest = VectorBitmap.highest(requested, NONE);
    return highest != NONE && InterruptPriority.beats(highest, processorPriority())
        ? highest
        : NONE;
  }

  /// Interrupt acknowledge: the pending interrupt moves from IRR to ISR. If there is none, the
  /// spurious vector is given, and no EOI is due.
  ///
  /// @return vector, 0 to 255
  public int acknowledge() {
    int vector = pending();
    if (vector == NONE) {
      return spuriousVectorRegister & 0xFF;
    }
    VectorBitmap.clear(requested, vector);
    VectorBitmap.set(inService, vector);
    return vector;
  }

  /// Write of EOI: the highest vector in ISR ends.
  ///
  /// @return the vector if its end is to be broadcast to the I/O APICs: level-triggered, and SVR
  ///   bit 12 clear; else [#NONE]
  public int endOfInterrupt() {
    int vector = VectorBitmap.highest(inService, NONE);
    if (vector == NONE) {
      return NONE;
    }
    VectorBitmap.clear(inService, vector);
    boolean broadcast =
        VectorBitmap.contains(triggerMode, vector)
            && (spuriousVectorRegister & SUPPRESS_EOI_BROADCAST) == 0;
    return broadcast ? vector : NONE;
  }

  /// PPR, 0 to 255. On a tie of TPR and ISR classes it is TPR in full, as APIC virtualization does
  /// it.
  public int processorPriority() {
    return InterruptPriority.processorPriority(taskPriority, VectorBitmap.highest(inService, 0));
  }

  /// TPR, 0 to 255.
  public int taskPriority() {
    return taskPriority;
  }

  /// Write of TPR; only bits 7:0 count.
  public void setTaskPriority(int priority) {
    taskPriority = priority & 0xFF;
  }

  /// CR8: TPR[7:4].
  public int controlRegister8() {
    return InterruptPriority.priorityClass(taskPriority);
  }

  /// MOV to CR8: TPR[7:4], and TPR[3:0] = 0.
  ///
  /// @param value 0 to 15
  public void setControlRegister8(int value) {
    taskPriority = (value & 0xF) << 4;
  }

  /// Write of SVR: spurious vector in 7:0, bit 12 suppresses EOI broadcasts.
  public void setSpuriousVectorRegister(int value) {
    spuriousVectorRegister = value;
  }

  /// ESR: [#SEND_ILLEGAL_VECTOR], [#RECEIVE_ILLEGAL_VECTOR].
  public int errorStatus() {
    return errors;
  }

  /// Write of ESR: clears it.
  public void clearErrorStatus() {
    errors = 0;
  }

  /// Whether a vector is in IRR.
  public boolean isRequested(int vector) {
    return VectorBitmap.contains(requested, vector);
  }

  /// Whether a vector is in ISR.
  public boolean isInService(int vector) {
    return VectorBitmap.contains(inService, vector);
  }

  /// Whether TMR says level for a vector.
  public boolean isLevelTriggered(int vector) {
    return VectorBitmap.contains(triggerMode, vector);
  }
}
