package org.pirouette.model.intel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pirouette.model.intel.RemappingFixture.DESCRIPTOR;
import static org.pirouette.model.intel.RemappingFixture.REQUESTER;
import static org.pirouette.model.intel.RemappingFixture.TABLE;
import static org.pirouette.model.intel.RemappingFixture.posted;
import static org.pirouette.model.intel.RemappingFixture.remapped;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pirouette.model.intel.RemappingOutcome.Blocked;
import org.pirouette.model.intel.RemappingOutcome.Posted;

/// Each point on which sources disagree: what the model does by default, and with the alternative.
class ModelChoiceTest {

  @ParameterizedTest
  @EnumSource
  void eachChoiceChangesWhatItSays(ModelChoice choice) {
    assertThat(choice.standard()).isNotEqualTo(choice.alternative());
    Expectation expectation = expectation(choice);
    assertThat(expectation.scene().play()).as(choice.standard()).isEqualTo(expectation.standard());
    assertThat(expectation.scene().play(choice))
        .as(choice.alternative())
        .isEqualTo(expectation.alternative());
  }

  private interface Scene {
    Object play(ModelChoice... choices);
  }

  private record Expectation(Object standard, Object alternative, Scene scene) {}

  private static Expectation expectation(ModelChoice choice) {
    return switch (choice) {
      case HANDLE_SUM_WRAPS ->
          new Expectation(
              "INDEX_BEYOND_TABLE",
              "Remapped",
              choices -> request(remapped(), InterruptMessage.remappable(0xFFFF, 6), choices));
      case DATA_RESERVED_WITHOUT_SUB_HANDLE ->
          new Expectation(
              "Remapped",
              "RESERVED_FIELD_IN_REQUEST",
              choices ->
                  request(
                      remapped(),
                      new InterruptMessage(InterruptMessage.remappable(5).address(), 1 << 16),
                      choices));
      case REQUEST_RESERVED_AFTER_FETCH ->
          new Expectation(
              "RESERVED_FIELD_IN_REQUEST",
              "NOT_PRESENT",
              choices ->
                  request(
                      InterruptRemappingTableEntry.ABSENT,
                      new InterruptMessage(InterruptMessage.remappable(5).address() | 1L << 40, 0),
                      choices));
      case BUS_RANGE_END_FIRST ->
          new Expectation(
              "Remapped",
              "SOURCE_REFUSED",
              choices -> request(validated(SourceValidation.buses(0, 2)), choices));
      case RESERVED_SVT_FAILS_SOURCE_CHECK ->
          new Expectation(
              "RESERVED_FIELD_IN_ENTRY",
              "SOURCE_REFUSED",
              choices ->
                  request(
                      validated(new SourceValidation(REQUESTER, 0, SourceValidation.RESERVED)),
                      choices));
      case SOURCE_MISMATCH_IS_RESERVED_FAULT ->
          new Expectation(
              "SOURCE_REFUSED",
              "RESERVED_FIELD_IN_ENTRY",
              choices -> request(validated(SourceValidation.requester(0x0200)), choices));
      case COMPATIBILITY_IGNORES_CFIS ->
          new Expectation("COMPATIBILITY_BLOCKED", "Passed", ModelChoiceTest::compatibility);
      case POSTED_FORMAT_IGNORED ->
          new Expectation("Posted", "Remapped", choices -> request(postedToZero(), choices));
      case DESCRIPTOR_TAIL_RESERVED ->
          new Expectation(
              "Posted",
              "RESERVED_FIELD_IN_DESCRIPTOR",
              choices -> {
                RemappingFixture fixture = new RemappingFixture(choices);
                fixture.descriptor.initialize(0, 0, 0, 0, 0, 0, 0, 1);
                return request(fixture, posted(), InterruptMessage.remappable(5));
              });
      case POSTED_ILLEGAL_VECTOR_FAULTS ->
          new Expectation(
              "Posted",
              "RESERVED_FIELD_IN_ENTRY",
              choices -> request(posted().toPosted(15, false, DESCRIPTOR), choices));
      case SUPPRESSED_POST_SETS_ON ->
          new Expectation("false, ON false", "false, ON true", ModelChoiceTest::suppressedPost);
      case POSTED_PROCESSING_USES_VIRR ->
          new Expectation("RVI 33", "RVI 255", ModelChoiceTest::emptyNotification);
      case SECOND_WRITE_SIZE_IGNORED ->
          new Expectation(
              "VmExit",
              "Plain",
              choices -> {
                ApicAccessOperation operation =
                    apic(ApicVirtualizationControls.XAPIC, choices).beginOperation();
                operation.write(0x320, 4, 1);
                return operation.write(0x320, 2, 1).getClass().getSimpleName();
              });
      case SELF_IPI_STORED_IF_LEGAL ->
          new Expectation(
              7L,
              0L,
              choices -> {
                VirtualApic apic = apic(ApicVirtualizationControls.X2APIC, choices);
                apic.writeMsr(0x83F, 7);
                return apic.page().getLong(0x3F0);
              });
      case NOT_PRESENT_IGNORES_FPD ->
          new Expectation(
              "not recorded",
              "recorded",
              choices -> {
                RemappingFixture fixture = new RemappingFixture(choices);
                request(
                    fixture,
                    new InterruptRemappingTableEntry(InterruptRemappingTableEntry.FPD, 0),
                    InterruptMessage.remappable(5));
                return fixture.unit.faults().status() == 0 ? "not recorded" : "recorded";
              });
    };
  }

  private static Object compatibility(ModelChoice... choices) {
    RemappingFixture fixture = new RemappingFixture(choices);
    fixture.setTable(InterruptRemappingTable.register(TABLE, 5, false));
    return name(
        fixture.unit.request(
            REQUESTER, InterruptMessage.compatibility(0x41, 0, 2, false, false, false)));
  }

  private static Object suppressedPost(ModelChoice... choices) {
    RemappingFixture fixture = new RemappingFixture(choices);
    fixture.descriptor.setSuppressed(true);
    fixture.table.replace(5, posted());
    Posted outcome = (Posted) fixture.request(5);
    return outcome.notifies()
        + ", ON "
        + NotificationControl.outstanding(fixture.descriptor.getControl());
  }

  private static Object emptyNotification(ModelChoice... choices) {
    VirtualApic apic = apic(ApicVirtualizationControls.X2APIC, choices);
    apic.setGuestInterruptStatus(33);
    apic.processPostedInterrupts(PostedInterruptDescriptor.onHeap());
    return "RVI " + apic.rvi();
  }

  private static VirtualApic apic(ApicVirtualizationControls controls, ModelChoice... choices) {
    return new VirtualApic(VirtualApicPage.onHeap(), controls, new ModelChoices(Set.of(choices)));
  }

  private static InterruptRemappingTableEntry validated(SourceValidation source) {
    return IrteFormat.Remapped.fixed(0x51, 3, source).encode();
  }

  /// An entry that is valid in either reading of bit 15.
  private static InterruptRemappingTableEntry postedToZero() {
    return IrteFormat.Posted.to(DESCRIPTOR, 0x61, false, SourceValidation.ANYONE).encode();
  }

  private static Object request(InterruptRemappingTableEntry entry, ModelChoice... choices) {
    return request(entry, InterruptMessage.remappable(5), choices);
  }

  private static Object request(
      InterruptRemappingTableEntry entry, InterruptMessage message, ModelChoice... choices) {
    return request(new RemappingFixture(choices), entry, message);
  }

  private static Object request(
      RemappingFixture fixture, InterruptRemappingTableEntry entry, InterruptMessage message) {
    fixture.table.replace(5, entry);
    return name(fixture.unit.request(REQUESTER, message));
  }

  private static String name(RemappingOutcome outcome) {
    return outcome instanceof Blocked blocked
        ? blocked.fault().name()
        : outcome.getClass().getSimpleName();
  }

  @Test
  void theStandardHasNoAlternative() {
    assertThat(ModelChoices.STANDARD.alternatives()).isEmpty();
    assertThat(ModelChoices.of(ModelChoice.HANDLE_SUM_WRAPS).has(ModelChoice.HANDLE_SUM_WRAPS))
        .isTrue();
  }
}
