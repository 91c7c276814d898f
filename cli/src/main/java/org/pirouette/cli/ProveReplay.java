package org.pirouette.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pirouette.prove.ProtocolModel;
import org.pirouette.prove.Situation;
import org.pirouette.prove.StateText;
import org.pirouette.prove.explore.MemoryModel;
import org.pirouette.prove.explore.Property;
import org.pirouette.prove.explore.Replay;
import org.pirouette.prove.explore.Run;
import org.pirouette.report.prove.SequenceChart;
import org.pirouette.report.text.JsonTree;
import org.pirouette.report.text.Notice;
import org.pirouette.report.text.Style;
import org.pirouette.report.text.TextOutput;
import org.pirouette.settings.yaml.TextFile;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;

/// `prove --replay FILE`: takes the steps of a run that `--json` wrote, one by one, and says after
/// each what it changed and which properties are broken. On a terminal it waits for Enter before
/// each step.
final class ProveReplay {
  private static final int MOST_STEPS = 100_000;

  private final TextOutput out;

  ProveReplay(TextOutput out) {
    this.out = out;
  }

  private record Choice(int agent, int alternative) {}

  int replay(Path file) throws UserError {
    Map<String, @Nullable Object> violated = violatedSituation(file);
    Situation situation = situation(file, violated);
    List<Choice> choices = choices(file, violated);
    Run run = run(file, situation, choices);
    out.headline(
        "Replay of " + choices.size() + " steps in '" + situation.name() + "' (" + file + ").");
    SequenceChart chart = new SequenceChart(out, StateText.of(situation), run);
    chart.header();
    Replay replay = new Replay(ProtocolModel.of(situation));
    BufferedReader keyboard =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    boolean wait = System.console() != null && System.console().isTerminal();
    List<Property> broken = List.of();
    for (int i = 0; i < choices.size(); i++) {
      chart.step(i + 1, replay.take(choices.get(i).agent(), choices.get(i).alternative()));
      broken = replay.broken();
      for (Property property : broken) {
        out.text(Style.BAD, property.name() + " is broken: " + property.meaning());
      }
      if (wait && i + 1 < choices.size() && !next(keyboard)) {
        break;
      }
    }
    return broken.isEmpty() ? 0 : ExitStatus.FAILED;
  }

  private static boolean next(BufferedReader keyboard) {
    Notice.ask("Enter: next step, q: end ");
    try {
      String line = keyboard.readLine();
      return line != null && !line.strip().startsWith("q");
    } catch (IOException e) {
      return false;
    }
  }

  private static Run run(Path file, Situation situation, List<Choice> choices) throws UserError {
    Replay replay = new Replay(ProtocolModel.of(situation));
    List<Run.Taken> steps = new ArrayList<>();
    for (Choice choice : choices) {
      try {
        steps.add(replay.take(choice.agent(), choice.alternative()));
      } catch (IllegalArgumentException e) {
        throw new UserError(
            file
                + ": step "
                + (steps.size() + 1)
                + " is not possible: "
                + e.getMessage()
                + "; the file was written by another version, or changed.",
            e);
      }
    }
    return new Run(steps);
  }

  private static Map<String, @Nullable Object> violatedSituation(Path file) throws UserError {
    Map<String, @Nullable Object> root;
    try (InputStream stream = Files.newInputStream(file)) {
      root = JsonTree.read(stream);
    } catch (IOException e) {
      throw new UserError("cannot read " + file + " (" + TextFile.reason(e) + ").", e);
    } catch (JacksonIOException e) {
      throw new UserError("cannot read " + file + " (" + e.getOriginalMessage() + ").", e);
    } catch (StreamConstraintsException e) {
      throw new UserError(
          file + ": expected a shorter run (" + e.getOriginalMessage() + "); give another file.",
          e);
    } catch (JacksonException e) {
      throw new UserError(file + ": expected the JSON that 'prove --json' prints.", e);
    }
    if (root.get("situations") instanceof List<?> situations) {
      for (Object element : situations) {
        Map<String, @Nullable Object> situation = object(file, element);
        if (situation.get("violation") != null) {
          return situation;
        }
      }
      throw new UserError(file + " holds no violation, so there is no run to replay.");
    }
    throw new UserError(file + ": expected the JSON that 'prove --json' prints.");
  }

  private static Situation situation(Path file, Map<String, @Nullable Object> json)
      throws UserError {
    ProveInput input =
        new ProveInput(ProveInput.architecture(text(file, json, "architecture")), null, List.of());
    Situation situation = input.read(text(file, json, "name"), text(file, json, "situationText"));
    if (json.get("mutant") instanceof String mutant) {
      situation = situation.with(situation.machine().withMutant(input.mutant(mutant)));
    }
    return situation.in(memory(file, text(file, json, "memoryModel")));
  }

  private static MemoryModel memory(Path file, String word) throws UserError {
    for (MemoryModel model : MemoryModel.values()) {
      if (model.name().equalsIgnoreCase(word)) {
        return model;
      }
    }
    throw new UserError(
        "%s: expected one of the memory models %s, found '%s'."
            .formatted(file, Arrays.toString(MemoryModel.values()), word));
  }

  private static List<Choice> choices(Path file, Map<String, @Nullable Object> json)
      throws UserError {
    List<Choice> choices = new ArrayList<>();
    if (object(file, json.get("violation")).get("run") instanceof List<?> run) {
      if (object(file, json.get("violation")).get("limit") instanceof String limit) {
        throw new UserError(
            file + " holds no run to replay: the search for it ran out of " + limit + ".");
      }
      if (run.size() > MOST_STEPS) {
        throw new UserError(
            "%s: expected a run of at most %,d steps, found %,d."
                .formatted(file, MOST_STEPS, run.size()));
      }
      for (Object element : run) {
        Map<String, @Nullable Object> step = object(file, element);
        if (!(step.get("agent") instanceof Long agent)
            || !(step.get("alternative") instanceof Long alternative)) {
          throw new UserError(file + ": expected 'agent' and 'alternative' in each step.");
        }
        choices.add(
            new Choice(number(file, "agent", agent), number(file, "alternative", alternative)));
      }
      return choices;
    }
    throw new UserError(file + ": expected the steps under 'run' in 'violation', found none.");
  }

  private static int number(Path file, String what, long value) throws UserError {
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new UserError(
          "%s: expected a small whole number as '%s' of a step, found %d."
              .formatted(file, what, value));
    }
    return (int) value;
  }

  private static String text(Path file, Map<String, @Nullable Object> json, String key)
      throws UserError {
    if (json.get(key) instanceof String text) {
      return text;
    }
    throw new UserError(file + ": expected a text under '" + key + "'.");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> object(Path file, @Nullable Object value)
      throws UserError {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, @Nullable Object>) map;
    }
    throw new UserError(file + ": expected the JSON that 'prove --json' prints.");
  }
}
