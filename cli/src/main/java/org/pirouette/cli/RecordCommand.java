package org.pirouette.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.pirouette.cli.help.ExitStatuses;
import org.pirouette.host.machine.VirtualMachine;
import org.pirouette.host.machine.VirtualMachine.VirtualProcessor;
import org.pirouette.host.machine.VirtualMachines;
import org.pirouette.host.record.EventPlan;
import org.pirouette.host.record.RecordFailure;
import org.pirouette.host.record.RecordOptions;
import org.pirouette.host.record.Recorder;
import org.pirouette.host.tree.LiveTree;
import org.pirouette.report.text.Notice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "record",
    description = {
      "Record what this host's KVM does, for 'exits' and 'compare'.",
      "",
      "Writes a perf.data that perf reads, too. Ends after --duration, at --max-size or with"
          + " Ctrl-C; whatever else ends it leaves a file that is whole up to the last fifth of a"
          + " second."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = ExitStatuses.HEADING,
    exitCodeList = {
      "0:recorded; the file is complete",
      "1:nothing could be recorded, or the file could not be written",
      ExitStatuses.WRONG,
      ExitStatuses.STOPPED,
      ExitStatuses.READER_GONE
    })
final class RecordCommand implements Callable<Integer> {
  private static final long STOP_SECONDS = 20;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      defaultValue = "perf.data",
      description = "The file to write (default: ${DEFAULT-VALUE}).")
  private Path file = Path.of("perf.data");

  @Option(names = "--duration", paramLabel = "TIME", description = "End after this time: 10s, 2m.")
  private @Nullable String duration;

  @Option(
      names = "--last",
      paramLabel = "TIME",
      description = "Keep only the last TIME before the end, in memory until then.")
  private @Nullable String last;

  @Option(
      names = "--max-size",
      paramLabel = "SIZE",
      defaultValue = "1G",
      description =
          "End at this size of the file (with --last: keep no more): 200M, 4G (default:"
              + " ${DEFAULT-VALUE}).")
  private String most = "1G";

  @Option(
      names = "--buffer",
      paramLabel = "SIZE",
      defaultValue = "4M",
      description = "Ring buffer of each CPU, a power of two (default: ${DEFAULT-VALUE}).")
  private String buffer = "4M";

  @Option(names = "--vm", paramLabel = "NAME", description = "Only the exits of VMs of this name.")
  private @Nullable String machine;

  @Option(
      names = "--pid",
      paramLabel = "N",
      description = "Only the exits of the VM of this process.")
  private @Nullable Long process;

  @Option(names = "--vcpu", paramLabel = "N", description = "Only the exits of this vCPU.")
  private @Nullable Integer vcpu;

  @Override
  public Integer call() throws Exception {
    RecordOptions options =
        new RecordOptions(
            RecordArguments.time("--duration", duration),
            RecordArguments.time("--last", last),
            RecordArguments.size("--max-size", most),
            RecordArguments.ring("--buffer", buffer));
    boolean only = machine != null || process != null || vcpu != null;
    List<VirtualMachine> machines = machines();
    Set<Long> threads = threads(machines);
    if (only && threads.isEmpty()) {
      throw new UserError(
          "Expected a running VM with a vCPU as chosen by --vm, --pid and --vcpu, found none;"
              + " 'pirouette top --once' lists what runs.");
    }
    if (threads.isEmpty()) {
      Notice.say(
          "No vCPU runs yet: KVM's events are recorded, the scheduler's and the host's interrupts"
              + " are not; start the VMs first to have those.");
    }
    List<Long> processes = machines.stream().map(VirtualMachine::processId).toList();
    CountDownLatch finished = new CountDownLatch(1);
    try (Recorder recorder =
        Recorder.open(file, EventPlan.find(threads, only), options, processes, command())) {
      Thread stop = new Thread(() -> stop(recorder, finished), "stop");
      Runtime.getRuntime().addShutdownHook(stop);
      Notice.say("Recording to " + file + "; Ctrl-C ends it.");
      return told(recorder.run());
    } catch (RecordFailure refused) {
      Notice.say(String.valueOf(refused.getMessage()));
      return ExitStatus.FAILED;
    } finally {
      finished.countDown();
    }
  }

  /// Ctrl-C and SIGTERM: the process ends when this returns, so it waits for the file.
  @SuppressWarnings("ResultOfMethodCallIgnored")
  private static void stop(Recorder recorder, CountDownLatch finished) {
    recorder.stop();
    try {
      finished.await(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private int told(Recorder.Outcome outcome) {
    String what =
        String.format(
            Locale.ROOT,
            "%,d events, %.1f MB in %s",
            outcome.samples(),
            outcome.bytes() / 1e6,
            file);
    String lost =
        outcome.lost() == 0
            ? "; none lost"
            : String.format(
                Locale.ROOT, "; %,d LOST: a larger --buffer keeps them", outcome.lost());
    String end =
        switch (outcome.end()) {
          case Recorder.End.Asked _, Recorder.End.TimeOver _ -> ".";
          case Recorder.End.LargeEnough _ -> "; it reached --max-size " + most + ".";
          case Recorder.End.CannotWrite(String reason) ->
              "; writing ended early (" + reason + "): the file is whole up to there.";
        };
    Notice.say(what + lost + end);
    return outcome.end() instanceof Recorder.End.CannotWrite ? ExitStatus.FAILED : 0;
  }

  private List<VirtualMachine> machines() {
    return VirtualMachines.find(new LiveTree()).stream()
        .filter(it -> machine == null || it.name().equals(machine))
        .filter(it -> process == null || it.processId() == process)
        .toList();
  }

  private Set<Long> threads(List<VirtualMachine> machines) {
    Set<Long> threads = new TreeSet<>();
    for (VirtualMachine it : machines) {
      for (VirtualProcessor processor : it.processors()) {
        if (processor.threadId() > 0 && (vcpu == null || processor.number() == vcpu)) {
          threads.add(processor.threadId());
        }
      }
    }
    return threads;
  }

  private List<String> command() {
    List<String> words = new ArrayList<>(List.of("pirouette", "record", "-o", file.toString()));
    Optional.ofNullable(duration).ifPresent(it -> words.addAll(List.of("--duration", it)));
    Optional.ofNullable(last).ifPresent(it -> words.addAll(List.of("--last", it)));
    return words;
  }
}
