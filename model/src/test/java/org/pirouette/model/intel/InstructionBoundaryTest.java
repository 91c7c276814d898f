package org.pirouette.model.intel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.pirouette.model.intel.ApicOutcome.VmExit;

/// The public test cases of kvm-unit-tests on windows, shadows and pending events:
/// `vmx_intr_window`, `vmx_pending_event`, `vmx_apic_passthrough`, `virt_x2apic_mode` (self IPI),
/// `eventinj.c`; and the order of SDM 25.2.
class InstructionBoundaryTest {
  private static final VmExit WINDOW = new VmExit(ExitReason.INTERRUPT_WINDOW, 0);
  private static final VmExit EXTERNAL = new VmExit(ExitReason.EXTERNAL_INTERRUPT, 0);

  private static TestGuest withWindowExiting() {
    TestGuest guest = new TestGuest();
    guest.vmcs.enable(VmxControl.INTERRUPT_WINDOW_EXITING);
    return guest;
  }

  @ParameterizedTest
  @EnumSource(names = {"ACTIVE", "HLT"})
  void anOpenWindowExitsAtOnce(ActivityState activity) {
    assertThat(withWindowExiting().enter(new Interruptibility(true, false, false, activity)))
        .isEqualTo(WINDOW);
  }

  @Test
  void anInjectedDebugExceptionIsDeliveredBeforeTheWindowOpens() {
    TestGuest guest = withWindowExiting();
    /* Behind a trap gate IF stays 1: the exit comes with RIP at the handler. */
    assertThat(
            guest.processor.enterInjecting(
                Interruptibility.OPEN, InjectedEvent.DEBUG_EXCEPTION, true))
        .isEqualTo(GuestEvent.Plain.NOTHING);
    assertThat(guest.settle()).isEqualTo(WINDOW);
  }

  @ParameterizedTest
  @CsvSource({"true,false", "false,true"})
  void aShadowHoldsTheWindowBackForOneInstruction(boolean sti, boolean movSs) {
    TestGuest guest = withWindowExiting();
    assertThat(guest.enter(new Interruptibility(true, sti, movSs, ActivityState.ACTIVE))).isNull();
    guest.processor.instructionCompleted();
    assertThat(guest.settle()).isEqualTo(WINDOW);
  }

  @Test
  void ofTwoStiOnlyTheFirstCastsAShadow() {
    TestGuest guest = withWindowExiting();
    assertThat(guest.enter(new Interruptibility(false, false, false, ActivityState.ACTIVE)))
        .isNull();
    guest.processor.sti();
    assertThat(guest.settle()).as("after the first").isNull();
    guest.processor.sti();
    assertThat(guest.settle()).as("after the second").isEqualTo(WINDOW);
  }

  @ParameterizedTest
  @EnumSource(names = {"ACTIVE", "HLT"})
  void aPendingInterruptExitsBeforeAnyInstruction(ActivityState activity) {
    TestGuest guest = new TestGuest();
    guest.vmcs.enable(VmxControl.EXTERNAL_INTERRUPT_EXITING);
    guest.localApic.accept(0xF1, false);
    assertThat(guest.enter(new Interruptibility(false, false, false, activity)))
        .as("IF does not matter")
        .isEqualTo(EXTERNAL);
    assertThat(guest.localApic.isRequested(0xF1)).as("not acknowledged").isTrue();
  }

  @ParameterizedTest
  @CsvSource({"true,false", "false,true"})
  void aShadowHoldsExternalInterruptsBackEvenWithExiting(boolean sti, boolean movSs) {
    TestGuest guest = TestGuest.withPostedInterrupts(0xF2);
    assertThat(guest.enter(new Interruptibility(true, sti, movSs, ActivityState.ACTIVE))).isNull();
    guest.descriptor.post(0x41, false, true);
    guest.localApic.accept(0xF2, false);
    assertThat(guest.settle()).isNull();
    assertThat(guest.descriptor.isRequested(0x41)).as("not processed yet").isTrue();
    guest.processor.instructionCompleted();
    guest.settle();
    assertThat(guest.taken[0x41]).isEqualTo(1);
  }

  @Test
  void postedInterruptsAreProcessedWithInterruptsOffButNotDelivered() {
    TestGuest guest = TestGuest.withPostedInterrupts(0xF2);
    guest.enter(new Interruptibility(false, false, false, ActivityState.ACTIVE));
    guest.descriptor.post(0x41, false, true);
    guest.localApic.accept(0xF2, false);
    guest.settle();
    assertThat(guest.descriptor.isEmpty()).isTrue();
    assertThat(guest.taken[0x41]).isZero();
    guest.processor.sti();
    guest.settle();
    assertThat(guest.taken[0x41]).as("in the shadow").isZero();
    guest.processor.instructionCompleted();
    guest.settle();
    assertThat(guest.taken[0x41]).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"SHUTDOWN", "WAIT_FOR_SIPI"})
  void aProcessorThatWaitsForOtherThingsTakesNone(ActivityState activity) {
    TestGuest guest = TestGuest.withPostedInterrupts(0xF2);
    guest.vmcs.write(VmcsField.GUEST_INTERRUPT_STATUS, 0x41);
    guest.localApic.accept(0xF2, false);
    assertThat(guest.enter(new Interruptibility(true, false, false, activity))).isNull();
    assertThat(guest.taken[0x41]).isZero();
    assertThat(guest.localApic.isRequested(0xF2)).isTrue();
  }

  @Test
  void mwaitEndsByProcessingAloneAndHltDoesNot() {
    for (ActivityState waiting : new ActivityState[] {ActivityState.MWAIT, ActivityState.HLT}) {
      TestGuest guest = TestGuest.withPostedInterrupts(0xF2);
      guest.enter(new Interruptibility(false, false, false, waiting));
      guest.localApic.accept(0xF2, false);
      guest.settle();
      assertThat(guest.processor.interruptibility().activity())
          .isEqualTo(waiting == ActivityState.MWAIT ? ActivityState.ACTIVE : ActivityState.HLT);
    }
  }

  @Test
  void aVirtualInterruptOutranksAnExternalOne() {
    TestGuest guest = TestGuest.withVirtualInterruptDelivery();
    guest.vmcs.write(VmcsField.GUEST_INTERRUPT_STATUS, 0x41);
    guest.localApic.accept(0xF1, false);
    assertThat(guest.enter()).isEqualTo(EXTERNAL);
    assertThat(guest.taken[0x41]).as("delivered before the exit").isEqualTo(1);
  }

  /// A level-triggered interrupt that the guest takes itself keeps the I/O APIC's remote IRR set
  /// until its EOI.
  @Test
  void apicPassthrough() {
    TestGuest guest = new TestGuest();
    guest.localApic.accept(0x78, true);
    guest.processor.enter(new Interruptibility(false, false, false, ActivityState.ACTIVE));
    assertThat(guest.processor.atInstructionBoundary()).isEqualTo(GuestEvent.Plain.NOTHING);
    guest.processor.loadFlags(true);
    assertThat(guest.processor.atInstructionBoundary())
        .isEqualTo(new GuestEvent.PhysicalInterrupt(0x78));
    assertThat(guest.localApic.isInService(0x78)).as("remote IRR is 1").isTrue();
    assertThat(guest.localApic.endOfInterrupt()).as("remote IRR is cleared by").isEqualTo(0x78);
  }

  /// With "virtualize x2APIC mode" = 0 the guest's ICR write 400F1h goes to the real APIC.
  @Test
  void aSelfIpiThatPassesThroughExits() {
    TestGuest guest = new TestGuest();
    guest.vmcs.enable(VmxControl.EXTERNAL_INTERRUPT_EXITING, VmxControl.TPR_SHADOW);
    guest.enter();
    long command = 0x400F1;
    assertThat(guest.apic.writeMsr(0x830, command)).isEqualTo(ApicOutcome.Plain.NOT_VIRTUALIZED);
    assertThat(InterruptCommand.shorthand(command)).as("self").isEqualTo(1);
    guest.localApic.accept(InterruptCommand.vector(command), false);
    assertThat(guest.settle()).isEqualTo(EXTERNAL);
  }

  /// `eventinj.c`: `sti; int 33h` with an interrupt pending: the software interrupt comes first.
  @Test
  void theInstructionAfterStiComesBeforeAPendingInterrupt() {
    TestGuest guest = new TestGuest();
    guest.enter(new Interruptibility(false, false, false, ActivityState.ACTIVE));
    guest.localApic.accept(32, false);
    guest.processor.sti();
    guest.settle();
    assertThat(guest.taken[32]).as("before the software interrupt").isZero();
    guest.processor.instructionCompleted();
    guest.settle();
    assertThat(guest.taken[32]).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "true,false,false,ACTIVE,true",
    "true,false,false,HLT,true",
    "false,false,false,ACTIVE,false",
    "true,true,false,ACTIVE,false",
    "true,false,true,ACTIVE,false",
    "true,false,false,SHUTDOWN,false",
    "true,false,false,WAIT_FOR_SIPI,false"
  })
  void anExternalInterruptIsInjectedOnlyIntoAnOpenGuest(
      boolean flag, boolean sti, boolean movSs, ActivityState activity, boolean allowed) {
    GuestEvent entry =
        new TestGuest()
            .processor.enterInjecting(
                new Interruptibility(flag, sti, movSs, activity),
                InjectedEvent.EXTERNAL_INTERRUPT,
                false);
    assertThat(entry)
        .isEqualTo(
            allowed
                ? GuestEvent.Plain.NOTHING
                : new GuestEvent.Exit(new VmExit(ExitReason.INVALID_GUEST_STATE, 0)));
  }

  @ParameterizedTest
  @EnumSource
  void intoHltOnlyWakingEventsAreInjected(InjectedEvent event) {
    assertThat(event.isAllowedIn(ActivityState.HLT))
        .isEqualTo(
            event != InjectedEvent.OTHER_EXCEPTION && event != InjectedEvent.SOFTWARE_INTERRUPT);
  }

  @Test
  void tprBelowThresholdExitsRightAfterEntryEvenFromHlt() {
    TestGuest guest = new TestGuest();
    guest.vmcs.enable(
        VmxControl.TPR_SHADOW, VmxControl.SECONDARY_ACTIVE, VmxControl.VIRTUALIZE_APIC_ACCESSES);
    guest.vmcs.write(VmcsField.TPR_THRESHOLD, 1);
    VmExit below = new VmExit(ExitReason.TPR_BELOW_THRESHOLD, 0);
    for (ActivityState activity : new ActivityState[] {ActivityState.ACTIVE, ActivityState.HLT}) {
      assertThat(guest.enter(new Interruptibility(false, true, false, activity))).isEqualTo(below);
    }
    assertThat(guest.enter(new Interruptibility(true, false, false, ActivityState.SHUTDOWN)))
        .isNull();
  }

  @Test
  void hltExitsIfTheControlSaysSo() {
    TestGuest guest = new TestGuest();
    guest.vmcs.enable(VmxControl.HLT_EXITING);
    guest.enter();
    assertThat(guest.processor.hlt()).isEqualTo(new GuestEvent.Exit(new VmExit(ExitReason.HLT, 0)));
  }
}
