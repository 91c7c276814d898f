package org.pirouette.cli.help;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// Writes a command's manual page in the `man` macros of roff (man(7)), from the same model that
/// `--help` is made of.
public final class ManPage {
  private final CommandLine command;
  private final StringBuilder page = new StringBuilder();

  private ManPage(CommandLine command) {
    this.command = command;
  }

  /// The page of a command, as roff text.
  public static String of(CommandLine command) {
    return new ManPage(command).render();
  }

  /// The page's name: `pirouette-compare`.
  public static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName("-");
  }

  private String render() {
    CommandSpec spec = command.getCommandSpec();
    String version = String.join(" ", command.getCommandSpec().root().version());
    line(
        ".TH \"%s\" \"1\" \"\" \"%s\" \"Pirouette\""
            .formatted(name(command).toUpperCase(Locale.ROOT), version));
    line(".nh");
    line(".ad l");
    section("NAME");
    line(escape(name(command)) + " \\- " + description(spec));
    section("SYNOPSIS");
    line(".nf");
    text(plain(command.getHelp().synopsis(0).strip()));
    line(".fi");
    section("DESCRIPTION");
    text(plain(String.join("\n", spec.usageMessage().description())));
    subcommands();
    parameters(spec);
    options(spec);
    footer(spec);
    seeAlso();
    return page.toString();
  }

  private void subcommands() {
    if (command.getSubcommands().isEmpty()) {
      return;
    }
    section("COMMANDS");
    for (CommandLine subcommand : command.getSubcommands().values()) {
      line(".TP");
      line("\\fB" + escape(name(subcommand)) + "\\fP(1)");
      line(description(subcommand.getCommandSpec()));
    }
  }

  private void parameters(CommandSpec spec) {
    List<PositionalParamSpec> visible =
        spec.positionalParameters().stream().filter(it -> !it.hidden()).toList();
    if (visible.isEmpty()) {
      return;
    }
    section("ARGUMENTS");
    for (PositionalParamSpec parameter : visible) {
      line(".TP");
      line("\\fI" + escape(parameter.paramLabel()) + "\\fP");
      text(words(parameter));
    }
  }

  private void options(CommandSpec spec) {
    for (Map.Entry<OptionGroup, List<OptionSpec>> group : OptionGroup.of(spec).entrySet()) {
      section(group.getKey().title().toUpperCase(Locale.ROOT));
      for (OptionSpec option : group.getValue()) {
        line(".TP");
        String names =
            String.join("\\fP, \\fB", Arrays.stream(option.names()).map(ManPage::escape).toList());
        String label =
            option.arity().max() == 0
                ? ""
                : option.arity().min() == 0
                    ? "[=\\fI" + escape(option.paramLabel()) + "\\fP]"
                    : "=\\fI" + escape(option.paramLabel()) + "\\fP";
        line("\\fB" + names + "\\fP" + label);
        text(words(option));
      }
    }
  }

  /// Examples and exit statuses stand in the footer of the help; lines that begin with blanks stay
  /// as they are.
  private void footer(CommandSpec spec) {
    List<String> lines = Arrays.stream(spec.usageMessage().footer()).map(this::plain).toList();
    if (lines.stream().allMatch(String::isBlank)) {
      return;
    }
    section("NOTES");
    for (String line : lines) {
      if (line.isBlank()) {
        line(".PP");
      } else if (line.startsWith(" ")) {
        line(".nf");
        line(escape(line));
        line(".fi");
      } else {
        text(line);
      }
    }
  }

  private void seeAlso() {
    CommandLine parent = command.getParent();
    if (parent != null) {
      section("SEE ALSO");
      line("\\fB" + escape(name(parent)) + "\\fP(1)");
    }
  }

  private String words(ArgSpec argument) {
    String words = plain(String.join("\n", argument.description()));
    String candidates = "";
    if (argument.completionCandidates() != null) {
      candidates = String.join(", ", argument.completionCandidates()).toLowerCase(Locale.ROOT);
    }
    return words
        .replace("${COMPLETION-CANDIDATES}", candidates)
        .replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValueString(true)));
  }

  private String description(CommandSpec spec) {
    String[] lines = spec.usageMessage().description();
    return lines.length == 0 ? "" : escape(plain(lines[0]));
  }

  /// The text without picocli's markup.
  private String plain(String text) {
    return Help.Ansi.OFF.string(text.replace("%n", "\n").replace("%%", "%"));
  }

  private void section(String title) {
    line(".SH " + title);
  }

  private void text(String text) {
    for (String each : text.split("\n", -1)) {
      line(each.isBlank() ? ".PP" : escape(each));
    }
  }

  private void line(String line) {
    page.append(line).append('\n');
  }

  /// Backslashes, hyphens as they are typed, and dots or quotes that would begin a request.
  private static String escape(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }
}
