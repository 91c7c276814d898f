package org.pirouette.report.timeline;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import org.pirouette.prove.explore.Exploration.Violation;
import org.pirouette.prove.explore.Run;
import org.pirouette.prove.explore.Run.Change;
import org.pirouette.prove.explore.Run.Taken;
import org.pirouette.report.perfetto.PerfettoTrace;
import org.pirouette.report.perfetto.Track;

/// Writes a counterexample as a timeline: a line for each agent, a slice of one microsecond for
/// each step (steps have an order but no time), arrows from the step that sends a message to the
/// one that takes it, and a mark where the property is broken.
public final class RunTimeline {
  private static final long STEP_NANOSECONDS = 1_000;

  private RunTimeline() {}

  /// Writes the run to a violation.
  public static void write(Violation violation, OutputStream out) throws IOException {
    try (PerfettoTrace trace = PerfettoTrace.create(out)) {
      write(violation, trace);
    }
  }

  private static void write(Violation violation, PerfettoTrace trace) throws IOException {
    Track verdict = trace.track(Track.ROOT, "property " + violation.property());
    Map<Integer, Track> agents = new HashMap<>();
    Map<Integer, Sent> underway = new HashMap<>();
    Run run = violation.run();
    long flows = 0;
    for (int i = 0; i < run.steps().size(); i++) {
      Taken step = run.steps().get(i);
      Track track = agents.get(step.agent());
      if (track == null) {
        track = trace.track(Track.ROOT, step.agentName());
        agents.put(step.agent(), track);
      }
      Sent arrived = null;
      for (Change change : step.changes()) {
        if (isMessage(change)) {
          Sent sent = underway.put(change.word().index(), new Sent(++flows, step.agent()));
          arrived = sent == null || sent.agent() == step.agent() ? arrived : sent;
        }
      }
      long begin = i * STEP_NANOSECONDS;
      if (arrived != null) {
        trace.flow(arrived.flow()).instant(track, begin, "takes the message", "message");
      }
      trace.note("changes", changes(step));
      trace.slice(track, begin, begin + STEP_NANOSECONDS, name(step), "step");
      if (step.changes().stream().anyMatch(RunTimeline::isMessage)) {
        trace
            .flow(flows)
            .instant(track, begin + STEP_NANOSECONDS, "sends or takes a message", "message");
      }
    }
    long end = run.steps().size() * STEP_NANOSECONDS;
    if (run.loop() >= 0) {
      trace.slice(verdict, run.loop() * STEP_NANOSECONDS, end, "repeats for ever", "verdict");
    }
    trace.instant(verdict, end, violation.meaning(), "verdict");
  }

  /// Who changed a word of messages last.
  private record Sent(long flow, int agent) {}

  /// Words in which interrupts travel from one agent to another.
  private static boolean isMessage(Change change) {
    String name = change.word().name();
    return name.endsWith("messages") || name.endsWith("message") || name.endsWith(" IRR");
  }

  private static String name(Taken step) {
    return step.choice().isEmpty() ? step.step() : step.step() + ": " + step.choice();
  }

  private static String changes(Taken step) {
    StringBuilder text = new StringBuilder(step.source());
    for (Change change : step.changes()) {
      text.append(
          "; %s %#x -> %#x".formatted(change.word().name(), change.before(), change.after()));
    }
    return text.toString();
  }
}
