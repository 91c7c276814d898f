package org.pirouette.host.definition;

import java.util.ArrayList;
import java.util.List;

/// The words of a command line as a shell, `ps` or `/proc/PID/cmdline` shows it, over several lines
/// or one.
final class CommandWords {
  private static final int MOST = 1 << 16;

  private CommandWords() {}

  /// A word and the line on which it begins, from 1.
  record Word(String text, int line) {}

  /// Splits at blanks outside of quotes; a backslash at the end of a line, or a line that begins
  /// with an option, goes on the same command.
  static List<Word> of(List<String> lines) {
    List<Word> words = new ArrayList<>();
    for (int number = 0; number < lines.size() && words.size() < MOST; number++) {
      split(lines.get(number).replace('\0', ' '), number + 1, words);
    }
    return words;
  }

  private static void split(String line, int number, List<Word> words) {
    StringBuilder word = new StringBuilder();
    char quote = 0;
    boolean open = false;
    int braces = 0;
    for (int at = 0; at < line.length(); at++) {
      char character = line.charAt(at);
      if (quote != 0) {
        if (character == quote) {
          quote = 0;
        } else {
          word.append(character);
        }
      } else if ((character == '\'' || character == '"') && braces == 0) {
        quote = character;
        open = true;
      } else if (character == '\\' && at == line.length() - 1) {
        break;
      } else if (Character.isWhitespace(character)) {
        if (open || !word.isEmpty()) {
          words.add(new Word(word.toString(), number));
        }
        word.setLength(0);
        open = false;
      } else {
        braces += character == '{' ? 1 : character == '}' ? -1 : 0;
        word.append(character);
      }
    }
    if (open || !word.isEmpty()) {
      words.add(new Word(word.toString(), number));
    }
  }
}
