package org.pirouette.cli.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/// Damages an input: a few changes of the kinds that files suffer, or that someone makes on
/// purpose.
final class Mutation {
  private static final int MOST_CHANGES = 4;
  private static final int MOST_BYTES = 1 << 20;
  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    8,
    0x7f,
    0x80,
    0xff,
    0xffff,
    0x10000,
    0x7fff_ffffL,
    0x8000_0000L,
    0xffff_ffffL,
    -16,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  /// Nothing of Pirouette's own looks like it.
  static final String SCRIPT = "<script>alert(4711)</script>";

  private static final List<String> WORDS =
      List.of(
          "\u001b[2J",
          "\u0007",
          "\u202e",
          "\u0000",
          "-1",
          "08",
          "1e-9",
          "1e308",
          "nan",
          "%s%n",
          "99999999999999999999",
          "=cmd|x",
          SCRIPT,
          "</script>" + SCRIPT,
          "[[[[[[[[",
          "{{{{",
          "../../x",
          "\ud83d",
          "\r\n\r\n");

  private final Random random;
  private final List<byte[]> others;

  /// @param others inputs that pieces are taken from
  Mutation(Random random, List<byte[]> others) {
    this.random = random;
    this.others = others;
  }

  /// A damaged copy.
  byte[] of(byte[] input) {
    byte[] bytes = input.clone();
    if (bytes.length > 0 && random.nextBoolean()) {
      return gently(bytes);
    }
    for (int change = random.nextInt(MOST_CHANGES); change >= 0 && bytes.length > 0; change--) {
      bytes = changed(bytes);
    }
    return bytes.length <= MOST_BYTES ? bytes : java.util.Arrays.copyOf(bytes, MOST_BYTES);
  }

  /// So little that most readers still take it.
  private byte[] gently(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    return random.nextBoolean() ? flipped(bytes, at) : digits(bytes, at);
  }

  private byte[] changed(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    int length = Math.min(1 + random.nextInt(4096), bytes.length - at);
    return switch (random.nextInt(9)) {
      case 0 -> flipped(bytes, at);
      case 1 -> java.util.Arrays.copyOf(bytes, at);
      case 2 -> joined(bytes, at, new byte[0], at + length);
      case 3 ->
          joined(
              bytes,
              at + length,
              java.util.Arrays.copyOfRange(bytes, at, at + length),
              at + length);
      case 4 -> spliced(bytes, at);
      case 5, 6 -> numbered(bytes, at);
      case 7 -> digits(bytes, at);
      default -> joined(bytes, at, word(), at);
    };
  }

  private static byte[] joined(byte[] bytes, int headEnd, byte[] middle, int tailStart) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + middle.length);
    out.write(bytes, 0, headEnd);
    out.writeBytes(middle);
    out.write(bytes, tailStart, bytes.length - tailStart);
    return out.toByteArray();
  }

  private byte[] flipped(byte[] bytes, int at) {
    bytes[at] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  private byte[] spliced(byte[] bytes, int at) {
    byte[] other = others.get(random.nextInt(others.size()));
    int from = other.length == 0 ? 0 : random.nextInt(other.length);
    int to = Math.min(other.length, from + random.nextInt(8192));
    return joined(bytes, at, java.util.Arrays.copyOfRange(other, from, to), at);
  }

  /// A length, offset, size or time of the file becomes something else.
  private byte[] numbered(byte[] bytes, int at) {
    long number = NUMBERS[random.nextInt(NUMBERS.length)];
    int width = 1 << random.nextInt(4);
    int aligned = at / width * width;
    for (int i = 0; i < width && aligned + i < bytes.length; i++) {
      bytes[aligned + i] = (byte) (number >>> (8 * i));
    }
    return bytes;
  }

  /// A number in a text becomes another one.
  private byte[] digits(byte[] bytes, int at) {
    int start = at;
    while (start < bytes.length && !Character.isDigit(bytes[start])) {
      start++;
    }
    int end = start;
    while (end < bytes.length && Character.isDigit(bytes[end])) {
      end++;
    }
    String number = Long.toString(NUMBERS[random.nextInt(NUMBERS.length)]);
    return joined(bytes, start, number.getBytes(StandardCharsets.US_ASCII), end);
  }

  private byte[] word() {
    return WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8);
  }
}
