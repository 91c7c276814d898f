package org.pirouette.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.pirouette.cli.help.ExitStatuses;
import org.pirouette.report.text.Cell;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.Style;
import org.pirouette.report.text.Table;
import org.pirouette.report.text.TextOutput;
import org.pirouette.settings.scenario.BuiltInScenarios;
import org.pirouette.settings.scenario.ScenarioFile;
import org.pirouette.settings.yaml.NearestWord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "scenarios",
    description = "Lists the built-in scenarios, or prints one as YAML to start from.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = ExitStatuses.HEADING,
    exitCodeList = {
      ExitStatuses.DONE,
      ExitStatuses.FAILED,
      ExitStatuses.WRONG,
      ExitStatuses.STOPPED,
      ExitStatuses.READER_GONE
    },
    footer = {
      "",
      "Examples:",
      "  pirouette scenarios",
      "  pirouette scenarios --print nvme-500k > my.yaml",
      "  pirouette compare my.yaml",
      ""
    })
final class ScenariosCommand implements Callable<Integer> {
  @Mixin private OutputOptions output = new OutputOptions();

  @Option(
      names = "--print",
      paramLabel = "NAME",
      description = "Print this scenario's YAML, ready to be changed.")
  private @Nullable String print;

  @Override
  public Integer call() throws UserError {
    if (print != null) {
      System.out.print(text(print));
      System.out.flush();
      return 0;
    }
    TextOutput out = output.text();
    Table table = Table.of(Column.left("scenario"), Column.left("what it is").wrap());
    for (String name : BuiltInScenarios.names()) {
      ScenarioFile file = BuiltInScenarios.find(name).orElseThrow();
      table = table.row(Cell.of(Style.NAME, name), Cell.of(file.scenario().description()));
    }
    out.table(table);
    out.blank();
    out.note(
        "Run one with 'pirouette compare NAME'; start your own from 'pirouette scenarios --print"
            + " NAME > my.yaml'.");
    return 0;
  }

  private static String text(String name) throws UserError {
    return BuiltInScenarios.text(name)
        .orElseThrow(
            () ->
                new UserError(
                    "no built-in scenario '%s'%s There are: %s."
                        .formatted(
                            name,
                            NearestWord.of(name, BuiltInScenarios.names())
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse("."),
                            String.join(", ", BuiltInScenarios.names()))));
  }
}
