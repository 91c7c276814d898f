package org.pirouette.host.source;

import java.util.ArrayList;
import java.util.List;

/// Small steps of reading text that never throw and never take more than linear time.
final class Text {
  private Text() {}

  /// The words of a line: runs of anything but blanks.
  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    int start = -1;
    for (int index = 0; index <= line.length(); index++) {
      boolean blank = index == line.length() || Character.isWhitespace(line.charAt(index));
      if (blank && start >= 0) {
        words.add(line.substring(start, index));
        start = -1;
      } else if (!blank && start < 0) {
        start = index;
      }
    }
    return words;
  }

  /// Whether the word is one to eighteen decimal digits, so that it fits a long.
  static boolean isNumber(String word) {
    if (word.isEmpty() || word.length() > 18) {
      return false;
    }
    for (int index = 0; index < word.length(); index++) {
      char digit = word.charAt(index);
      if (digit < '0' || digit > '9') {
        return false;
      }
    }
    return true;
  }

  /// Whether the word is one to sixteen hexadecimal digits.
  static boolean isHexadecimal(String word) {
    if (word.isEmpty() || word.length() > 16) {
      return false;
    }
    for (int index = 0; index < word.length(); index++) {
      if (Character.digit(word.charAt(index), 16) < 0 || word.charAt(index) > 'f') {
        return false;
      }
    }
    return true;
  }

  /// The 64 bits written in hexadecimal, with or without `0x`; 0 where it is no number.
  static long bits(String word) {
    String digits = word.startsWith("0x") ? word.substring(2) : word;
    return isHexadecimal(digits) ? Long.parseUnsignedLong(digits, 16) : 0;
  }

  /// The word after a key, up to a blank or one of `,)`; empty where the key is not there.
  static String after(String line, String key) {
    int start = line.indexOf(key);
    if (start < 0) {
      return "";
    }
    start += key.length();
    while (start < line.length() && line.charAt(start) == ' ') {
      start++;
    }
    int end = start;
    while (end < line.length() && " \t,)".indexOf(line.charAt(end)) < 0) {
      end++;
    }
    return line.substring(start, end);
  }

  /// A PCI address `0000:17:00.2` in the text, or the empty string.
  static String pciAddress(String text) {
    for (int at = 0; at + 12 <= text.length(); at++) {
      if (isPciAddress(text, at)) {
        return text.substring(at, at + 12);
      }
    }
    return "";
  }

  private static boolean isPciAddress(String text, int at) {
    String shape = "hhhh:hh:hh.o";
    for (int index = 0; index < shape.length(); index++) {
      char character = text.charAt(at + index);
      boolean fits =
          switch (shape.charAt(index)) {
            case 'h' -> Character.digit(character, 16) >= 0 && character < 128;
            case 'o' -> character >= '0' && character <= '7';
            default -> character == shape.charAt(index);
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }
}
