package org.pirouette.trace.format;

import org.jspecify.annotations.Nullable;
import org.pirouette.trace.event.Architecture;
import org.pirouette.trace.event.EventFields;
import org.pirouette.trace.event.ExitReason;
import org.pirouette.trace.event.ReasonDictionary;
import org.pirouette.trace.event.RecordedEvent;

/// The fields of x86's `kvm_exit`, each at hand: of the events of a recording, exits are the most
/// frequent ones and have the most fields.
///
/// @param instructionSet null in formats without it
/// @param interruptInformation of old formats the second word of exit information
record ExitLoads(
    FieldLoad vcpu,
    FieldLoad reason,
    @Nullable FieldLoad instructionSet,
    FieldLoad info1,
    FieldLoad info2,
    FieldLoad interruptInformation) {
  private static final long SVM = 2;
  private static final long VMX_REASON = 0xffff;
  private static final long ANY_REASON = 0xffffffffL;

  void decode(
      RecordedEvent event, long[] words, int at, ReasonDictionary reasons, boolean svmIfUnsaid) {
    boolean svm = instructionSet == null ? svmIfUnsaid : instructionSet.value(words, at) == SVM;
    long code = reason.value(words, at);
    ExitReason found =
        svm
            ? reasons.byCode(Architecture.SVM, code & ANY_REASON)
            : reasons.byCode(Architecture.VMX, code & VMX_REASON);
    if (event.reason != found) {
      event.reason = found;
    }
    event.vector = RecordedEvent.UNKNOWN;
    event.info1 = info1.value(words, at);
    event.info2 = info2.value(words, at);
    event.interruptInformation = (int) interruptInformation.value(words, at);
    event.vcpu = (int) vcpu.value(words, at);
    EventFields.setVector(event);
  }
}
