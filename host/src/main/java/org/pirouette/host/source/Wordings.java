package org.pirouette.host.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The wordings in which kernels and Xen say each [LogFact], out of the resource `wordings.tsv`: a
/// row is a fact, the pieces of text that all stand in such a line, the versions that print it, and
/// where. Time stamps, quote marks and host names around the pieces do not matter.
public final class Wordings {
  private static final Pattern PIECE = Pattern.compile("\"([^\"]+)\"");
  private static final List<Wording> ALL = load();

  private Wordings() {}

  /// One row.
  ///
  /// @param fact what it says
  /// @param pieces all of which stand in the line
  /// @param versions that print it, in words
  /// @param source where the text stands in the source of the kernel or of Xen
  public record Wording(LogFact fact, List<String> pieces, String versions, String source) {
    /// Whether the line says it so.
    boolean matches(String line) {
      for (String piece : pieces) {
        if (!line.contains(piece)) {
          return false;
        }
      }
      return true;
    }
  }

  /// All rows, in the order of the resource.
  public static List<Wording> all() {
    return ALL;
  }

  /// Everything that a line says.
  static Set<LogFact> facts(String line) {
    EnumSet<LogFact> facts = EnumSet.noneOf(LogFact.class);
    for (Wording wording : ALL) {
      if (wording.matches(line)) {
        facts.add(wording.fact());
      }
    }
    return facts;
  }

  /// The characters of a line that belong to some piece of a wording that matches it; what is left
  /// over says nothing that is looked for.
  public static BitSet understood(String line) {
    BitSet characters = new BitSet(line.length());
    for (Wording wording : ALL) {
      if (wording.matches(line)) {
        for (String piece : wording.pieces()) {
          int at = line.indexOf(piece);
          characters.set(at, at + piece.length());
        }
      }
    }
    return characters;
  }

  private static List<Wording> load() {
    List<Wording> rows = new ArrayList<>();
    try (InputStream stream = Wordings.class.getResourceAsStream("wordings.tsv")) {
      if (stream == null) {
        throw new IllegalStateException("the resource wordings.tsv is missing");
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#") && !line.isBlank()) {
          rows.add(row(line));
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return List.copyOf(rows);
  }

  private static Wording row(String line) {
    String[] columns = line.split("\t", -1);
    List<String> pieces = new ArrayList<>();
    Matcher piece = PIECE.matcher(columns[1]);
    while (piece.find()) {
      pieces.add(piece.group(1));
    }
    return new Wording(LogFact.valueOf(columns[0]), List.copyOf(pieces), columns[2], columns[3]);
  }
}
