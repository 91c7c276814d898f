package org.pirouette.host.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Tables that come with the program: a row a line, columns between tabs, comments behind `#`.
public final class ResourceRows {
  private ResourceRows() {}

  /// The rows of a resource.
  ///
  /// @param beside the class in whose package it stands
  /// @param columns how many each row has
  /// @throws IllegalStateException if it is missing, or a row has another number of columns
  public static List<String[]> of(Class<?> beside, String name, int columns) {
    List<String[]> rows = new ArrayList<>();
    try (InputStream stream = beside.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("#") || line.isBlank()) {
          continue;
        }
        String[] row = line.split("\t", -1);
        if (row.length != columns) {
          throw new IllegalStateException(name + ": expected " + columns + " columns: " + line);
        }
        rows.add(row);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return List.copyOf(rows);
  }
}
