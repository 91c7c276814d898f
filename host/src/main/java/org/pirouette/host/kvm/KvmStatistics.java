package org.pirouette.host.kvm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The layout of KVM's binary statistics (`KVM_GET_STATS_FD`): header, id, descriptors, data.
///
/// ```
/// header  flags u32 | name_size u32 | num_desc u32 | id_offset u32 | desc_offset u32 | data_offset u32
/// desc    flags u32 | exponent s16 | size u16 | offset u32 | bucket_size u32 | name[name_size]
/// data    u64[size] of each descriptor at data_offset + offset
/// ```
///
/// Order and set of the descriptors differ between kernels, so values are found by name. Source:
/// Linux Documentation/virt/kvm/api.rst, 4.133.
///
/// @param id `kvm-PID/vcpu-N` or `kvm-PID`
/// @param dataOffset byte offset of the data in the file
/// @param dataLength bytes of the data
/// @param values by name, in the order of the file
public record KvmStatistics(String id, long dataOffset, int dataLength, Map<String, Value> values) {
  private static final int HEADER = 24;
  private static final int DESCRIPTOR = 16;
  private static final int LARGEST = 1 << 20;
  private static final int MOST_DESCRIPTORS = 4096;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// Where one statistic stands.
  ///
  /// @param offset in the data, in bytes
  /// @param size how many u64: more than one for a histogram
  public record Value(int offset, int size) {}

  /// Reads the layout from the bytes of the descriptor.
  ///
  /// @return empty where the bytes are no such statistics
  public static Optional<KvmStatistics> parse(MemorySegment file) {
    if (file.byteSize() < HEADER || file.byteSize() > LARGEST) {
      return Optional.empty();
    }
    int nameSize = file.get(INT, 4);
    int count = file.get(INT, 8);
    int idOffset = file.get(INT, 12);
    int descriptors = file.get(INT, 16);
    int data = file.get(INT, 20);
    long each = DESCRIPTOR + (long) nameSize;
    boolean sane =
        nameSize > 0
            && nameSize <= 256
            && count > 0
            && count <= MOST_DESCRIPTORS
            && idOffset >= HEADER
            && idOffset + (long) nameSize <= file.byteSize()
            && descriptors >= HEADER
            && descriptors + count * each <= file.byteSize()
            && data >= HEADER
            && data <= file.byteSize();
    if (!sane) {
      return Optional.empty();
    }
    Map<String, Value> values = new LinkedHashMap<>();
    int length = 0;
    for (int index = 0; index < count; index++) {
      long at = descriptors + index * each;
      int size = Short.toUnsignedInt(file.get(SHORT, at + 6));
      int offset = file.get(INT, at + 8);
      if (offset < 0 || size == 0 || offset + size * 8L > LARGEST) {
        return Optional.empty();
      }
      values.put(text(file, at + DESCRIPTOR, nameSize), new Value(offset, size));
      length = Math.max(length, offset + size * 8);
    }
    return Optional.of(new KvmStatistics(text(file, idOffset, nameSize), data, length, values));
  }

  private static String text(MemorySegment file, long offset, int length) {
    byte[] bytes = file.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
  }

  /// A single value out of the data part.
  ///
  /// @param data the bytes from [#dataOffset()] on
  /// @return -1 where this kernel has no such statistic
  public long read(String name, MemorySegment data) {
    Value value = values.get(name);
    return value == null || value.offset() + 8L > data.byteSize()
        ? -1
        : data.get(LONG, value.offset());
  }

  /// The buckets of a histogram out of the data part; empty where there is none.
  public List<Long> histogram(String name, MemorySegment data) {
    List<Long> buckets = new ArrayList<>();
    Value value = values.get(name);
    for (int index = 0; value != null && index < value.size(); index++) {
      if (value.offset() + (index + 1) * 8L <= data.byteSize()) {
        buckets.add(data.get(LONG, value.offset() + index * 8L));
      }
    }
    return buckets;
  }
}
