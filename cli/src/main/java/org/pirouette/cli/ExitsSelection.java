package org.pirouette.cli;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pirouette.trace.event.RecordedEvent;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.exits.DeviceMap;
import org.pirouette.trace.exits.ExitOptions;
import org.pirouette.trace.exits.ExitReport;
import org.pirouette.trace.exits.ExitReports;
import org.pirouette.trace.exits.RecordingFacts;
import org.pirouette.trace.exits.VcpuExits;
import org.pirouette.trace.format.EventFormats;
import org.pirouette.trace.input.InputName;
import org.pirouette.trace.read.EventFormatReader;
import org.pirouette.trace.read.RecordingReader;
import picocli.CommandLine.Option;

/// Which part of a recording `exits` looks at.
final class ExitsSelection {
  private static final int MOST_MAP = 8 << 20;
  private static final Pattern SECONDS = Pattern.compile("\\+?\\d{1,10}(\\.\\d{1,18})?");

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "Leave out what comes before: seconds as the recording prints them, or +SECONDS after"
              + " its start.")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "Leave out what comes after; as with --from.")
  private @Nullable String to;

  @Option(names = "--vcpu", paramLabel = "N", description = "Only this vCPU.")
  private @Nullable Integer vcpu;

  @Option(names = "--pid", paramLabel = "N", description = "Only this process or thread.")
  private @Nullable Integer process;

  @Option(
      names = "--part",
      paramLabel = "N",
      description = "Of a file with several tables or traces only the Nth.")
  private @Nullable Integer part;

  @Option(
      names = "--formats",
      paramLabel = "FILE",
      description =
          "Take the event formats that a cut perf.data lacks from here: another perf.data or a"
              + " trace.dat of the same kernel, or /sys/kernel/tracing.")
  private @Nullable Path formats;

  @Option(
      names = "--devices",
      paramLabel = "FILE",
      description =
          "Name ports and memory after this map of the virtual machine's devices: what QEMU's"
              + " monitor prints by 'info mtree'.")
  private @Nullable Path devices;

  private @Nullable EventFormats borrowed;

  /// Whether nothing is left out.
  boolean isAll() {
    return from == null && to == null && vcpu == null && process == null;
  }

  /// The options for a recording.
  ///
  /// @throws UserError if a time, vCPU or process is none
  ExitOptions of(Path file, boolean bySecond) throws UserError, IOException, RecordingException {
    long first = from == null ? Long.MIN_VALUE : time("--from", from, file);
    long last = to == null ? Long.MAX_VALUE : time("--to", to, file);
    if (first > last) {
      throw new UserError(
          "Expected --from before --to, found %s and %s; exchange them.".formatted(from, to));
    }
    return new ExitOptions(
        first, last, number("--vcpu", vcpu), number("--pid", process), bySecond, 0, formats());
  }

  /// What is wanted of a file that may hold several tables or traces.
  ///
  /// @throws UserError if there is no such part
  ExitReport part(Path file, ExitReport report) throws UserError {
    if (part == null) {
      return report;
    }
    int parts = Math.max(1, report.parts().size());
    if (part < 1 || part > parts) {
      throw new UserError(
          "Expected --part from 1 to %d, as many as %s holds, found %d."
              .formatted(parts, file, part));
    }
    return report.isApart() ? report.parts().get(part - 1) : report;
  }

  /// All files that are read: the recordings, and what this selection adds.
  List<Path> inputs(List<Path> recordings) {
    return Stream.concat(recordings.stream(), Stream.of(formats, devices).filter(Objects::nonNull))
        .toList();
  }

  /// The report with the names that the map of devices has, if one was given.
  ///
  /// @throws UserError if the file is no map
  ExitReport named(ExitReport report) throws UserError, IOException {
    Path file = devices;
    if (file == null) {
      return report;
    }
    String text;
    try (InputStream in = Files.newInputStream(file)) {
      text = new String(in.readNBytes(MOST_MAP), StandardCharsets.UTF_8);
    }
    DeviceMap map =
        DeviceMap.of(text)
            .orElseThrow(
                () ->
                    new UserError(
                        "Expected what QEMU's monitor prints by 'info mtree' in %s, found no range of a device; copy all of it, with its lines 'address-space:'."
                            .formatted(InputName.of(file))));
    return map.applied(report);
  }

  /// The formats given, read once.
  private EventFormats formats() throws IOException, RecordingException {
    EventFormats known = borrowed;
    if (known == null) {
      known = formats == null ? EventFormats.NONE : EventFormatReader.read(formats);
      borrowed = known;
    }
    return known;
  }

  private static int number(String option, @Nullable Integer number) throws UserError {
    if (number != null && number < 0) {
      throw new UserError(
          "Expected a number from 0 on after %s, found %d; leave it out for all."
              .formatted(option, number));
    }
    return number == null ? -1 : number;
  }

  private static long time(String option, String text, Path file)
      throws UserError, IOException, RecordingException {
    try {
      if (!SECONDS.matcher(text).matches()) {
        throw new NumberFormatException(text);
      }
      long nanoseconds =
          new BigDecimal(text).movePointRight(9).setScale(0, RoundingMode.HALF_UP).longValueExact();
      return text.startsWith("+") ? Math.addExact(start(option, file), nanoseconds) : nanoseconds;
    } catch (ArithmeticException | NumberFormatException failure) {
      throw new UserError(
          "Expected seconds after %s (1377662.5, or +1.5 for after the start), found '%s'."
              .formatted(option, text),
          failure);
    }
  }

  private static long start(String option, Path file)
      throws UserError, IOException, RecordingException {
    if (file.toString().equals("-")) {
      throw new UserError(
          "Expected a file for a time after the start, found standard input; give %s as the recording prints times."
              .formatted(option));
    }
    long start = RecordingReader.firstTime(file);
    if (start == RecordedEvent.NO_TIME) {
      throw new UserError(
          "Expected events with times in %s for %s, found none; leave it out."
              .formatted(InputName.of(file), option));
    }
    return start;
  }

  /// Tells a selection that leaves nothing from a recording that holds nothing.
  ///
  /// @throws UserError if the recording has exits, and none of them was selected
  void check(Path file, ExitReport report) throws UserError, IOException, RecordingException {
    if (isAll() || report.total().exits() > 0) {
      return;
    }
    String none =
        "Expected exits in the part of %s that is asked for, found none; "
            .formatted(InputName.of(file));
    if (file.toString().equals("-")) {
      throw new UserError(none + "leave out --from, --to, --vcpu and --pid to see all.");
    }
    ExitReport whole = ExitReports.of(file, ExitOptions.ALL, ignored -> {});
    if (whole.total().exits() > 0) {
      throw new UserError(none + "it holds " + extent(whole) + ".");
    }
  }

  private static String extent(ExitReport whole) {
    StringBuilder extent = new StringBuilder();
    IntSummaryStatistics vcpus =
        whole.vms().stream()
            .flatMap(vm -> vm.vcpus().stream())
            .mapToInt(VcpuExits::vcpu)
            .summaryStatistics();
    if (vcpus.getCount() > 0 && vcpus.getMin() >= 0) {
      extent.append("vCPU ").append(vcpus.getMin());
      if (vcpus.getMax() > vcpus.getMin()) {
        extent.append(" to ").append(vcpus.getMax());
      }
      extent.append(", ");
    }
    whole.vms().stream()
        .filter(vm -> vm.process() >= 0)
        .limit(4)
        .forEach(vm -> extent.append("process ").append(vm.process()).append(", "));
    RecordingFacts facts = whole.recording();
    if (Double.isNaN(facts.seconds())) {
      return extent.append("and no times").toString();
    }
    BigDecimal first = BigDecimal.valueOf(facts.firstNanoseconds(), 9);
    BigDecimal length = BigDecimal.valueOf(facts.seconds()).setScale(9, RoundingMode.HALF_UP);
    return extent
        .append("and times from ")
        .append(first.toPlainString())
        .append(" to ")
        .append(first.add(length).toPlainString())
        .append(" s")
        .toString();
  }
}
