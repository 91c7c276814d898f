package org.pirouette.settings.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.pirouette.trace.input.InputName;

/// Reads a YAML file that the user named: no more of it than a text may have, whatever it is.
public final class TextFile {
  /// Four bytes are the most that a character takes.
  static final int MOST_BYTES = 4 * YamlDocument.MOST_CHARACTERS;

  private TextFile() {}

  /// The whole text.
  ///
  /// @param what the file should hold: "a scenario", ...
  /// @throws YamlProblem if it cannot be read, is too long or no text in UTF-8
  public static String read(Path file, String what) throws YamlProblem {
    String name = InputName.of(file);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new YamlProblem(
            "%s: expected %s as YAML text of at most %d MiB, found more; name another file."
                .formatted(name, what, MOST_BYTES >> 20));
      }
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notText) {
      throw new YamlProblem(
          "%s: expected %s as YAML text in UTF-8, found other bytes.".formatted(name, what));
    } catch (IOException failure) {
      throw new YamlProblem(
          "cannot read %s %s (%s)."
              .formatted(what.replaceFirst("^an? ", "the "), name, reason(failure)));
    }
  }

  /// Why a file could not be read, in few words.
  public static String reason(IOException failure) {
    return switch (failure) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "access denied";
      default -> String.valueOf(failure.getMessage());
    };
  }
}
