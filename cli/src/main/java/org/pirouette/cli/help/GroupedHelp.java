package org.pirouette.cli.help;

import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Layout;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/// Makes `--help` show options under the titles of their [OptionGroup].
public final class GroupedHelp {
  private GroupedHelp() {}

  /// Changes the help of a command and all commands below it.
  public static CommandLine install(CommandLine command) {
    command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING, help -> "");
    command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, GroupedHelp::render);
    command.getSubcommands().values().forEach(GroupedHelp::install);
    return command;
  }

  private static String render(Help help) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<OptionGroup, List<OptionSpec>> group :
        OptionGroup.of(help.commandSpec()).entrySet()) {
      Layout layout = help.createDefaultLayout();
      layout.addOptions(group.getValue(), help.parameterLabelRenderer());
      String title = help.colorScheme().text("@|bold " + group.getKey().title() + ":|@").toString();
      text.append('\n').append(title).append('\n').append(layout);
    }
    return text.toString();
  }
}
