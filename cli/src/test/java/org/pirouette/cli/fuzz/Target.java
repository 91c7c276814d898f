package org.pirouette.cli.fuzz;

import java.util.List;

/// One way to give an input to a command.
///
/// @param name what the table calls it
/// @param seeds undamaged inputs
/// @param command its words; `INPUT` is the damaged file, `GOOD` a recording that is whole, `FILE`
///   a file to write
record Target(String name, List<byte[]> seeds, List<String> command) {
  static final String INPUT = "INPUT";
  static final String GOOD = "GOOD";
  static final String FILE = "FILE";

  static Target of(String name, List<byte[]> seeds, String command) {
    return new Target(name, seeds, List.of(command.split(" ", -1)));
  }
}
