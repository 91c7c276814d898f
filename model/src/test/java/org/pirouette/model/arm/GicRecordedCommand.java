package org.pirouette.model.arm;

import java.util.Map;
import org.pirouette.model.bits.BitField;

/// A command built from the fields that a recording gives for it.
final class GicRecordedCommand {
  private static final Map<String, BitField> FIELDS =
      Map.ofEntries(
          Map.entry("device", ItsCommandField.DEVICE_ID),
          Map.entry("event", ItsCommandField.EVENT_ID),
          Map.entry("icid", ItsCommandField.ICID),
          Map.entry("rd", ItsCommandField.RDBASE),
          Map.entry("rd1", ItsCommandField.RDBASE),
          Map.entry("rd2", ItsCommandField.RDBASE_TO),
          Map.entry("valid", ItsCommandField.VALID),
          Map.entry("pintid", ItsCommandField.PINTID),
          Map.entry("vpe", ItsCommandField.VPE_ID),
          Map.entry("vintid", ItsCommandField.VINTID),
          Map.entry("doorbell", ItsCommandField.DOORBELL),
          Map.entry("d", ItsCommandField.DOORBELL_VALID),
          Map.entry("seq", ItsCommandField.SEQUENCE),
          Map.entry("itsList", ItsCommandField.ITS_LIST));

  private GicRecordedCommand() {}

  static ItsCommand build(ItsCommandKind kind, Map<String, Object> step) {
    ItsCommand command = ItsCommand.of(kind);
    for (Map.Entry<String, Object> entry : step.entrySet()) {
      BitField field = FIELDS.get(entry.getKey());
      if (field != null) {
        command = command.with(field, (Long) entry.getValue());
      }
    }
    if (step.containsKey("size")) {
      BitField size = kind == ItsCommandKind.MAPD ? ItsCommandField.SIZE : ItsCommandField.VPT_SIZE;
      command = command.with(size, (Long) step.get("size"));
    }
    if (step.containsKey("itt")) {
      command = command.with(ItsCommandField.ITT, (Long) step.get("itt") >>> 8);
    }
    if (step.containsKey("vpt")) {
      command = command.with(ItsCommandField.VPT, (Long) step.get("vpt") >>> 16);
    }
    return command;
  }
}
