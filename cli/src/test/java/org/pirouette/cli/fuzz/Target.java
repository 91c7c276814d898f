package org.pirouette.cli.fuzz;

import com.github.luben.zstd.Zstd;
import java.util.List;
import java.util.function.UnaryOperator;

/// One way to give an input to a command.
///
/// @param name what the table calls it
/// @param seeds undamaged inputs
/// @param packing what is done to the damaged input: nothing, or a compression
/// @param command its words; `INPUT` is the damaged file, `GOOD` a recording that is whole, `FILE`
///   a file to write
record Target(
    String name, List<byte[]> seeds, UnaryOperator<byte[]> packing, List<String> command) {
  static final String INPUT = "INPUT";
  static final String GOOD = "GOOD";
  static final String FILE = "FILE";

  static Target of(String name, List<byte[]> seeds, String command) {
    return new Target(name, seeds, UnaryOperator.identity(), List.of(command.split(" ", -1)));
  }

  /// The same, the damaged input then compressed, so that the damage is inside.
  Target packed(String other) {
    return new Target(other, seeds, Zstd::compress, command);
  }

  /// The same inputs compressed, so that the damage is to the compression.
  Target ofPacked(String other) {
    return new Target(other, seeds.stream().map(Zstd::compress).toList(), packing, command);
  }
}
