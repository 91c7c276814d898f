package org.pirouette.cli.help;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.pirouette.settings.yaml.NearestWord;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// What is told about wrong words on the command line.
public final class WrongUsage {
  private WrongUsage() {}

  /// One sentence, with the word that was probably meant.
  public static String sentence(ParameterException failure) {
    if (failure instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      return unknown(
          unmatched.getUnmatched().getFirst(), failure.getCommandLine().getCommandSpec());
    }
    String message = Objects.requireNonNullElse(failure.getMessage(), "wrong usage");
    return message.endsWith(".") ? message : message + ".";
  }

  private static String unknown(String word, CommandSpec command) {
    String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
    boolean option = name.startsWith("-");
    List<String> valid =
        option
            ? command.options().stream()
                .filter(it -> !it.hidden())
                .map(OptionSpec::names)
                .flatMap(Stream::of)
                .toList()
            : List.copyOf(command.subcommands().keySet());
    String what =
        option
            ? "unknown option '%s'"
            : valid.isEmpty() ? "unexpected argument '%s'" : "unknown command '%s'";
    return what.formatted(name)
        + NearestWord.of(name, valid).map(near -> "; did you mean '" + near + "'?").orElse(".");
  }
}
