package org.pirouette.trace.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.pirouette.trace.event.ReasonDictionary;
import org.pirouette.trace.event.RecordedEvent;
import org.pirouette.trace.event.RecordingFormat;
import org.pirouette.trace.input.Bytes;
import org.pirouette.trace.table.TableHeaders;

/// Tells text formats apart by the beginning of the text.
public final class TextFormats {
  private record Mark(RecordingFormat format, Pattern pattern) {
    Mark(RecordingFormat format, String expression) {
      this(format, Pattern.compile(expression, Pattern.MULTILINE));
    }
  }

  /// What only a table of that tool has; asked in this order.
  private static final List<Mark> TABLES =
      List.of(
          new Mark(
              RecordingFormat.BCC_KVMEXIT,
              "KVM_EXIT_REASON\\s+(COUNT|STAT)|^\\^?C?\\d+\\s+\\d+\\s+EXIT_REASON_"),
          new Mark(
              RecordingFormat.BPFTRACE_KVMEXITS,
              "^[ \\t]*@\\w{0,40}\\[[^\\]\\n]{0,200}\\]:[ \\t]*(count )?\\d*"),
          new Mark(
              RecordingFormat.OTHER_HYPERVISOR,
              "\\bvm exits due to \\w|^[ \\t]*total number of vm exits|(?i:Hyper-V Hypervisor (Root )?Virtual Processor\\()"
                  + "|\\b(SVM|vm)exits[ \\t]+TOTAL\\[ *\\d+]"
                  + "|^[ \\t]*[A-Z_]{3,40}[ \\t]+\\d+[ \\t]+[\\d.]+s[ \\t]+[\\d.]+%[ \\t]+\\d+ cyc"),
          new Mark(RecordingFormat.SYSTEMTAP, "# reason: count sum"),
          new Mark(
              RecordingFormat.FTRACE_HISTOGRAM,
              "^# trigger info: hist:|^\\{ [^\\n]{0,1000}\\} hitcount:"),
          new Mark(RecordingFormat.PERF_REPORT, "of events? '?kvm:|^Overhead\\s"),
          new Mark(
              RecordingFormat.PERF_STAT,
              "Performance counter stats|^[ \\t\\w.,'-]{0,200}\\d[ \\t]+kvm:kvm_\\w+\\b(?!:)"
                  + "|\\d[,;|][,;|]kvm:kvm_\\w+[,;|]"),
          new Mark(
              RecordingFormat.KVM_STAT,
              "kvm statistics|%Total[ \\t]+CurAvg/s|^\"?timestamp\"?,[^\\n]{0,4000}exits?\\b"
                  + "|^[ \\t>|#]*(kvm_(exit|entry)(\\([\\w-]+\\))?|(halt_|irq_|io_|mmio_)?exits)[ \\t]+\\d+[ \\t]+\\d+[ \\t]*$"
                  + "|^[ \\t]*kvm_\\w+(\\(\\w+\\))?[ \\t]+(\\w[ \\t]+)?\\d+[ \\t]+[\\d.]+[ \\t]+\\d+[ \\t]*$"
                  + "|^(?=[^\\n]{0,8000}kvm_exit)[\\w() -]{1,8000}+\\n(\\d{4}-\\d\\d-\\d\\d [\\d:]{8})?[ \\t]+\\d+([ \\t]+\\d+)+[ \\t]*$"),
          new Mark(
              RecordingFormat.KVM_COUNTERS,
              "^[ \\t]*(\\S{0,200}/|STAT \\S{1,40} )?exits[:= \\t][ \\t]*\\d+[ \\t]*(\\([+-]?\\d+\\))?[ \\t]*\\r?$"
                  + "|^[ \\t>]*vcpu\\.\\d+\\.exits\\.sum *= *\\d+|^[ \\t>]*exits \\(cumulative\\): *\\d+"));

  private TextFormats() {}

  /// What a text is.
  ///
  /// @param head its beginning
  /// @return empty if nothing in it is known
  public static Optional<RecordingFormat> detect(byte[] head) {
    String text = new String(head, UTF_8);
    Optional<RecordingFormat> columns = TableHeaders.find(text);
    boolean stamped = hasEvents(head, true);
    if (columns.isPresent() && (!stamped || TableHeaders.hasRows(text))) {
      return columns;
    }
    if (!stamped) {
      for (Mark mark : TABLES) {
        if (mark.pattern().matcher(text).find()) {
          return Optional.of(mark.format());
        }
      }
      if (!hasEvents(head, false)) {
        return text.startsWith("# tracer:")
            ? Optional.of(RecordingFormat.FTRACE_TEXT)
            : Optional.empty();
      }
    }
    if (text.startsWith("cpus=") || text.startsWith("version = ")) {
      return Optional.of(RecordingFormat.TRACE_CMD_REPORT);
    }
    return Optional.of(
        text.contains(" kvm:kvm_") || text.contains(" sched:sched_")
            ? RecordingFormat.PERF_SCRIPT
            : RecordingFormat.FTRACE_TEXT);
  }

  /// Whether a line is an event with a time, of any text format.
  public static boolean isEvent(String line) {
    return line.contains("kvm_") && line.contains(": ") && hasEvents(line.getBytes(UTF_8), true);
  }

  private static boolean hasEvents(byte[] head, boolean withTime) {
    byte[] bytes = Arrays.copyOf(head, head.length + Bytes.SLACK);
    LineParser parser = new LineParser(new ReasonDictionary());
    RecordedEvent event = new RecordedEvent();
    for (int start = 0; start < head.length; ) {
      int stop = Bytes.lineEnd(bytes, start, head.length);
      LineParser.Line line = parser.parse(bytes, start, stop, event);
      boolean hasTime = event.time != RecordedEvent.NO_TIME;
      if (line == LineParser.Line.EVENT && hasTime == withTime
          || line == LineParser.Line.INCOMPLETE && hasTime && withTime) {
        return true;
      }
      start = stop + 1;
    }
    return false;
  }
}
