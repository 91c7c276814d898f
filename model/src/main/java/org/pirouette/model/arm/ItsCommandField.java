package org.pirouette.model.arm;

import java.util.ArrayList;
import java.util.List;
import org.pirouette.model.bits.BitField;
import org.pirouette.model.bits.StructureLayout;

/// Where the fields of ITS commands are. A command is 256 bits; bit 64n + b is bit b of doubleword
/// n.
public final class ItsCommandField {
  static final int BITS = 256;

  /// The command's number.
  public static final BitField NUMBER = field("command", 0, 7, 0, "number of the command");

  /// Number of the device that writes the event.
  public static final BitField DEVICE_ID = field("DeviceID", 0, 63, 32, "the event's device");

  /// Number of the event of that device.
  public static final BitField EVENT_ID = field("EventID", 1, 31, 0, "the device's event");

  /// Collection.
  public static final BitField ICID = field("ICID", 2, 15, 0, "collection");

  /// Physical LPI of an event.
  public static final BitField PINTID = field("pINTID", 1, 63, 32, "physical LPI");

  /// Processor number (GITS_TYPER.PTA = 0).
  public static final BitField RDBASE = field("RDbase", 2, 51, 16, "target redistributor");

  /// MOVALL's target.
  public static final BitField RDBASE_TO = field("RDbase2", 3, 51, 16, "redistributor moved to");

  /// MAPD's size of EventIDs.
  public static final BitField SIZE = field("Size", 1, 4, 0, "EventID bits - 1");

  /// MAPD's table, address bits 51:8.
  public static final BitField ITT = field("ITT_addr", 2, 51, 8, "address of the ITT >> 8");

  /// Mapped or unmapped.
  public static final BitField VALID = field("V", 2, 63, 63, "1 maps, 0 unmaps");

  /// vPE.
  public static final BitField VPE_ID = field("vPEID", 1, 47, 32, "virtual processing element");

  /// vLPI of an event.
  public static final BitField VINTID = field("vINTID", 2, 31, 0, "vLPI");

  /// Doorbell LPI of an event; 1023 for none.
  public static final BitField DOORBELL = field("Dbell_pINTID", 2, 63, 32, "doorbell LPI");

  /// Whether VMOVI's doorbell counts.
  public static final BitField DOORBELL_VALID = field("D", 2, 0, 0, "the doorbell is replaced");

  /// VMOVP's sequence number.
  public static final BitField SEQUENCE = field("SeqNum", 0, 47, 32, "the same at every ITS");

  /// VMOVP's list of ITSs.
  public static final BitField ITS_LIST = field("ITSList", 1, 15, 0, "ITSs that get the command");

  /// Virtual pending table, address bits 51:16.
  public static final BitField VPT = field("VPT_addr", 3, 51, 16, "virtual pending table >> 16");

  /// Size of vINTIDs.
  public static final BitField VPT_SIZE = field("VPT_size", 3, 4, 0, "vINTID bits - 1");

  /// Whether VMOVP's default doorbell counts.
  public static final BitField MOVE_DOORBELL = field("DB", 2, 63, 63, "default doorbell given");

  /// VMOVP's default doorbell.
  public static final BitField MOVED_DOORBELL =
      field("Default_Doorbell", 3, 31, 0, "default doorbell LPI");

  /// VMAPP: the first map, or the last unmap, of the vPE.
  public static final BitField ALLOC = field("Alloc", 0, 8, 8, "first map or last unmap");

  /// VMAPP: the virtual pending table is zero.
  public static final BitField PTZ = field("PTZ", 0, 9, 9, "the pending table is zero");

  /// VMAPP's vLPI configuration table, address bits 51:16.
  public static final BitField VCONF = field("VCONF_addr", 0, 51, 16, "vLPI configuration >> 16");

  /// VMAPP's default doorbell.
  public static final BitField DEFAULT_DOORBELL =
      field("Default_Doorbell", 1, 31, 0, "default doorbell LPI");

  /// VSGI's interrupt.
  public static final BitField SGI = field("vSGI", 0, 35, 32, "virtual SGI 0 to 15");

  /// VSGI's priority.
  public static final BitField PRIORITY = field("Priority", 0, 23, 20, "priority bits 7:4");

  /// VSGI's group.
  public static final BitField GROUP = field("G", 0, 10, 10, "1 = Group 1");

  /// VSGI: clear pending and nothing else.
  public static final BitField CLEAR = field("C", 0, 9, 9, "clear the pending state");

  /// VSGI's enable.
  public static final BitField ENABLE = field("E", 0, 8, 8, "enable");

  private ItsCommandField() {}

  private static BitField field(String name, int doubleword, int last, int first, String meaning) {
    return new BitField(name, 64 * doubleword + first, last - first + 1, meaning);
  }

  /// A command's layout of the number and the given fields, reserved bits between them.
  static StructureLayout layout(String name, List<BitField> fields) {
    List<BitField> sorted = new ArrayList<>(fields);
    sorted.add(NUMBER);
    sorted.sort((a, b) -> Integer.compare(a.firstBit(), b.firstBit()));
    List<BitField> all = new ArrayList<>();
    int next = 0;
    for (BitField field : sorted) {
      reserve(all, next, field.firstBit());
      all.add(field);
      next = field.lastBit() + 1;
    }
    reserve(all, next, BITS);
    return new StructureLayout(name, 64, all);
  }

  /// Reserved bits, cut at doublewords.
  private static void reserve(List<BitField> all, int from, int end) {
    int first = from;
    while (first < end) {
      int cut = Math.min(end, (first | 63) + 1);
      all.add(new BitField(BitField.RESERVED, first, cut - first, "must be 0"));
      first = cut;
    }
  }
}
