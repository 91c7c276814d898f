package org.pirouette.model.intel;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.pirouette.model.bits.VectorBitmap;
import org.pirouette.model.intel.ApicOutcome.Plain;
import org.pirouette.model.intel.ApicOutcome.VmExit;

/// The virtual APIC of one logical processor in VMX non-root operation: the virtual-APIC page, RVI
/// and SVI, the recognition of pending virtual interrupts, and the controls that govern them (SDM
/// chapter 29).
///
/// Pending virtual interrupts are evaluated by exactly five operations: [#vmEntry], TPR
/// virtualization, EOI virtualization, self-IPI virtualization and [#processPostedInterrupts].
/// Nothing else evaluates them, delivery in particular does not.
///
/// The guest's accesses come in by [#moveToCr8] and [#moveFromCr8], [#readMsr] and [#writeMsr] in
/// x2APIC mode, and by [#read], [#write] or an [ApicAccessOperation] on the APIC-access page. An
/// exit or an exception is the returned value. Nothing on the paths of delivery, EOI and posting
/// allocates.
///
/// One thread at a time; only the posted-interrupt descriptor is shared with others.
public final class VirtualApic {
  /* Offsets as constants: the fields of an enum are none to the compiler. */
  private static final int VTPR = VirtualApicRegister.VTPR.offset();
  private static final int VPPR = VirtualApicRegister.VPPR.offset();
  private static final int VISR = VirtualApicRegister.VISR.offset();
  private static final int VIRR = VirtualApicRegister.VIRR.offset();

  private final VirtualApicPage page;
  private final ModelChoices choices;
  private final boolean raiseToVirr;
  private final long[] eoiExitBitmap = new long[VectorBitmap.WORDS];
  private ApicVirtualizationControls controls;
  private boolean interruptWindowExiting;
  private int tprThreshold;
  private int status;
  private boolean recognized;
  private @Nullable IpiVirtualization ipiVirtualization;
  private final ApicAccessOperation singleAccess = new ApicAccessOperation(this);

  /// A virtual APIC with RVI, SVI and all VMCS fields zero.
  ///
  /// @param page the virtual-APIC page, as it is
  public VirtualApic(VirtualApicPage page, ApicVirtualizationControls controls) {
    this(page, controls, ModelChoices.STANDARD);
  }

  /// The same, departing from the standard behaviour in the given points.
  public VirtualApic(
      VirtualApicPage page, ApicVirtualizationControls controls, ModelChoices choices) {
    this.page = page;
    this.controls = controls;
    this.choices = choices;
    this.raiseToVirr = choices.has(ModelChoice.POSTED_PROCESSING_USES_VIRR);
  }

  /// VM entry: the processor loads RVI and SVI from the guest interrupt status, virtualizes PPR and
  /// evaluates pending virtual interrupts (SDM 26.3.2.5). Without virtual-interrupt delivery, but
  /// with TPR shadow and APIC-access page, the TPR threshold is checked instead (SDM 26.6.7).
  ///
  /// @return `COMPLETED`, or exit 43 right after the entry
  public ApicOutcome vmEntry() {
    if (controls.virtualInterruptDelivery()) {
      virtualizePpr();
      evaluatePendingVirtualInterrupts();
      return Plain.COMPLETED;
    }
    recognized = false;
    boolean below =
        controls.tprShadow()
            && controls.virtualizeApicAccesses()
            && InterruptPriority.belowThreshold(page.getInt(VTPR), tprThreshold);
    return below ? VmExit.TPR_BELOW_THRESHOLD : Plain.COMPLETED;
  }

  /// VM exit: RVI and SVI are saved, recognition ends.
  ///
  /// @return the VMCS field "guest interrupt status"
  public int vmExit() {
    recognized = false;
    return status;
  }

  /// MOV to CR8 (SDM 29.3).
  ///
  /// @param value the 64-bit source operand
  /// @return `GENERAL_PROTECTION` if bits 63:4 are not zero, `NOT_VIRTUALIZED` without TPR shadow,
  ///   else the outcome of TPR virtualization
  public ApicOutcome moveToCr8(long value) {
    if (value >>> 4 != 0) {
      return Plain.GENERAL_PROTECTION;
    }
    if (!controls.tprShadow()) {
      return Plain.NOT_VIRTUALIZED;
    }
    page.setInt(VTPR, (int) value << 4);
    return virtualizeTpr();
  }

  /// MOV from CR8 (SDM 29.3).
  ///
  /// @return VTPR[7:4], or `NOT_VIRTUALIZED` without TPR shadow
  public ApicOutcome moveFromCr8() {
    return controls.tprShadow()
        ? new ApicOutcome.Value(InterruptPriority.priorityClass(page.getInt(VTPR)))
        : Plain.NOT_VIRTUALIZED;
  }

  /// RDMSR of an x2APIC register (SDM 29.5). MSR-bitmap exits come before and are not looked at.
  ///
  /// @param msr ECX
  /// @return 64 bits of the page, or `NOT_VIRTUALIZED`: the instruction goes to the real local APIC
  public ApicOutcome readMsr(int msr) {
    return X2apicAccess.read(this, msr);
  }

  /// WRMSR of an x2APIC register (SDM 29.5). MSR-bitmap exits come before and are not looked at.
  ///
  /// @param msr ECX
  /// @param value EDX:EAX
  /// @return `COMPLETED`, `GENERAL_PROTECTION`, a trap-like exit (43, 45, 56), a posted IPI, or
  ///   `NOT_VIRTUALIZED`: the instruction goes to the real local APIC
  public ApicOutcome writeMsr(int msr, long value) {
    return X2apicAccess.write(this, msr, value);
  }

  /// An instruction that reads once from the APIC-access page.
  ///
  /// @param offset page offset
  /// @param size bytes: 1, 2, 4 or 8
  /// @return the value, exit 44, or `NOT_VIRTUALIZED`
  public ApicOutcome read(int offset, int size) {
    return singleAccess.read(offset, size);
  }

  /// An instruction that writes once to the APIC-access page, with the emulation after it.
  ///
  /// @param offset page offset
  /// @param size bytes: 1, 2, 4 or 8
  /// @return `COMPLETED`, an exit (43, 44, 45, 56), a posted IPI, or `NOT_VIRTUALIZED`
  public ApicOutcome write(int offset, int size, long value) {
    ApicOutcome outcome = singleAccess.write(offset, size, value);
    return outcome == Plain.COMPLETED ? singleAccess.complete() : outcome;
  }

  /// Begins an operation with several accesses to the APIC-access page.
  public ApicAccessOperation beginOperation() {
    return new ApicAccessOperation(this);
  }

  /// Posted-interrupt processing, steps 3 to 7 (SDM 29.6): ON = 0, then each part of PIR moves to
  /// VIRR in one exchange, RVI is raised to the highest vector of PIR, and pending virtual
  /// interrupts are evaluated. The physical EOI of step 4 is the caller's, see [NonRootProcessor].
  ///
  /// An empty PIR leaves RVI alone.
  public void processPostedInterrupts(PostedInterruptDescriptor descriptor) {
    descriptor.clearOutstanding();
    takePostedInterrupts(descriptor);
  }

  /// Steps 5 to 7.
  void takePostedInterrupts(PostedInterruptDescriptor descriptor) {
    int highestPosted = -1;
    for (int word = 0; word < VectorBitmap.WORDS; word++) {
      long posted = descriptor.harvestWord(word);
      if (posted != 0) {
        page.addAll(VirtualApicRegister.VIRR, word, posted);
        highestPosted = (word << 6) + 63 - Long.numberOfLeadingZeros(posted);
      }
    }
    if (raiseToVirr) {
      highestPosted = VectorBitmap.highest(page.bitmap(VirtualApicRegister.VIRR), 255);
    }
    status = GuestInterruptStatus.afterPostedInterrupts(status, highestPosted);
    evaluatePendingVirtualInterrupts();
  }

  /// Virtual-interrupt delivery (SDM 29.2.2). When it may happen is said by
  /// [Interruptibility#allowsVirtualInterrupt]. `VIRR[RVI]` need not be set. Does not evaluate: the
  /// next vector waits for one of the five triggers.
  ///
  /// @return the vector that is delivered through the guest's IDT
  /// @throws IllegalStateException if no virtual interrupt is recognized
  public int deliverVirtualInterrupt() {
    if (!recognized) {
      throw new IllegalStateException("no pending virtual interrupt is recognized");
    }
    int vector = rvi();
    page.add(VISR, vector);
    page.setInt(VPPR, InterruptPriority.processorPriorityInService(vector));
    page.remove(VIRR, vector);
    status = GuestInterruptStatus.afterDelivery(status, page.highest(VIRR));
    recognized = false;
    return vector;
  }

  /// TPR virtualization, after VTPR was written (SDM 29.1.2).
  ///
  /// @return without virtual-interrupt delivery exit 43 if VTPR is below the threshold; else
  ///   `COMPLETED`, after PPR virtualization and evaluation
  ApicOutcome virtualizeTpr() {
    if (!controls.virtualInterruptDelivery()) {
      return InterruptPriority.belowThreshold(page.getInt(VTPR), tprThreshold)
          ? VmExit.TPR_BELOW_THRESHOLD
          : Plain.COMPLETED;
    }
    virtualizePpr();
    evaluatePendingVirtualInterrupts();
    return Plain.COMPLETED;
  }

  /// PPR virtualization (SDM 29.1.3).
  private void virtualizePpr() {
    page.setInt(VPPR, InterruptPriority.processorPriority(page.getInt(VTPR), svi()));
  }

  /// EOI virtualization, after VEOI was written (SDM 29.1.4). With nothing in service it ends
  /// vector 0.
  ///
  /// @return exit 45 if the EOI-exit bitmap has the vector, then nothing is evaluated; else
  ///   `COMPLETED`
  ApicOutcome virtualizeEoi() {
    int vector = svi();
    page.remove(VISR, vector);
    status = GuestInterruptStatus.afterEoi(status, page.highest(VISR));
    virtualizePpr();
    if (VectorBitmap.contains(eoiExitBitmap, vector)) {
      return VmExit.virtualizedEoi(vector);
    }
    evaluatePendingVirtualInterrupts();
    return Plain.COMPLETED;
  }

  /// Self-IPI virtualization (SDM 29.1.5).
  ///
  /// @param vector 16 to 255
  void virtualizeSelfIpi(int vector) {
    page.add(VIRR, vector);
    status = GuestInterruptStatus.afterSelfIpi(status, vector);
    evaluatePendingVirtualInterrupts();
  }

  /// An IPI that is no virtualized self IPI: posted by IPI virtualization, or exit 56.
  ///
  /// @param low bits 31:0 of the interrupt command
  /// @param destination virtual APIC ID
  ApicOutcome sendIpi(int low, int destination) {
    if (controls.ipiVirtualization()
        && ipiVirtualization != null
        && InterruptCommand.isVirtualizedUnicast(low)) {
      return ipiVirtualization.send(InterruptCommand.vector(low), destination);
    }
    return VmExit.apicWrite(VirtualApicRegister.VICR_LO.offset());
  }

  /// Evaluation of pending virtual interrupts (SDM 29.2.1).
  private void evaluatePendingVirtualInterrupts() {
    recognized = InterruptPriority.recognized(rvi(), page.getInt(VPPR), interruptWindowExiting);
  }

  /// Whether a pending virtual interrupt is recognized, so that it is delivered as soon as the
  /// guest can be interrupted.
  public boolean isRecognized() {
    return recognized;
  }

  /// RVI, 0 to 255.
  public int rvi() {
    return GuestInterruptStatus.requesting(status);
  }

  /// SVI, 0 to 255.
  public int svi() {
    return GuestInterruptStatus.servicing(status);
  }

  /// The virtual-APIC page.
  public VirtualApicPage page() {
    return page;
  }

  /// The controls in force.
  public ApicVirtualizationControls controls() {
    return controls;
  }

  /// The points in which this one departs from the standard behaviour.
  public ModelChoices choices() {
    return choices;
  }

  /// The control "interrupt-window exiting".
  public boolean interruptWindowExiting() {
    return interruptWindowExiting;
  }

  /// Guest interrupt status as a VMM reads it after an exit, see [GuestInterruptStatus].
  public int guestInterruptStatus() {
    return status;
  }

  /// VMCS write of the guest interrupt status; takes effect with [#vmEntry].
  ///
  /// @param guestInterruptStatus RVI in bits 7:0, SVI in bits 15:8
  public void setGuestInterruptStatus(int guestInterruptStatus) {
    status = guestInterruptStatus & 0xFFFF;
  }

  /// VMCS write of "interrupt-window exiting"; takes effect with [#vmEntry].
  public void setInterruptWindowExiting(boolean exiting) {
    interruptWindowExiting = exiting;
  }

  /// VMCS write of the controls; take effect with [#vmEntry].
  public void setControls(ApicVirtualizationControls newControls) {
    controls = Objects.requireNonNull(newControls);
  }

  /// VMCS write of the TPR threshold.
  ///
  /// @param threshold only bits 3:0 count
  public void setTprThreshold(int threshold) {
    tprThreshold = threshold;
  }

  /// VMCS write of the EOI-exit bitmap.
  ///
  /// @param bitmap four words, word n for vectors 64n to 64n + 63; copied
  public void setEoiExitBitmap(long[] bitmap) {
    System.arraycopy(bitmap, 0, eoiExitBitmap, 0, VectorBitmap.WORDS);
  }

  /// VMCS write of the fields of IPI virtualization.
  public void setIpiVirtualization(@Nullable IpiVirtualization table) {
    ipiVirtualization = table;
  }
}
