package org.pirouette.trace.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pirouette.trace.Samples;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.exits.ExitOptions;
import org.pirouette.trace.exits.ExitReport;
import org.pirouette.trace.exits.ExitReports;

/// The same trace as people pass it on: quoted, wrapped, prefixed, in other character sets. All
/// tell the same.
class CopiedTextTest {
  private static final String TRACE =
      new String(Samples.bytes("svm-ftrace-real-hlt.txt.gz"), UTF_8);

  @TempDir private Path folder;

  private static String lines(UnaryOperator<String> change) {
    return TRACE.lines().map(change).collect(Collectors.joining("\n", "", "\n"));
  }

  /// Breaks lines at the last space before a column, as mail programs do.
  private static String wrapped(String line, int width, String prefix) {
    StringBuilder text = new StringBuilder();
    String rest = line;
    while (prefix.length() + rest.length() > width) {
      int space = rest.lastIndexOf(' ', width - prefix.length());
      if (space <= 12) {
        break;
      }
      text.append(prefix).append(rest, 0, space).append('\n');
      rest = rest.substring(space + 1);
    }
    return text.append(prefix).append(rest).toString();
  }

  private static String quotedPrintable(String line) {
    return line.replace("=", "=3D").replaceAll("(.{70})(?=.)", "$1=\n");
  }

  private static final Map<String, String> TEXTS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("carriage returns", TRACE.replace("\n", "\r\n")),
              Map.entry("carriage returns alone", TRACE.replace('\n', '\r')),
              Map.entry("quoted", lines(line -> "> " + line)),
              Map.entry("quoted twice", lines(line -> ">> > " + line)),
              Map.entry("byte-order mark", '\ufeff' + TRACE),
              Map.entry("no-break spaces", TRACE.replace(' ', '\u00a0')),
              Map.entry("quoted-printable", lines(CopiedTextTest::quotedPrintable)),
              Map.entry("terminal of 80", TRACE.replaceAll("(.{80})(?=.)", "$1\n")),
              Map.entry("terminal of 100", TRACE.replaceAll("(.{100})(?=.)", "$1\n")),
              Map.entry("words of 72", lines(line -> wrapped(line, 72, ""))),
              Map.entry("words of 80", lines(line -> wrapped(line, 80, "      "))),
              Map.entry("quoted words of 76", lines(line -> wrapped(line, 76, "> "))),
              Map.entry("syslog", lines(line -> "Nov 22 10:01:02 host kernel: " + line)),
              Map.entry(
                  "journal", lines(line -> "2023-11-22T10:01:02.123456+01:00 host a[12]: " + line)),
              Map.entry("dmesg", lines(line -> "[  123.456789] " + line)),
              Map.entry("grep", lines(line -> "trace.txt:12:" + line)),
              Map.entry("long preface", "What I did before.\n".repeat(8000) + TRACE),
              Map.entry("one space", TRACE.replaceAll(" +", " "))));

  static Stream<String> texts() {
    return TEXTS.keySet().stream();
  }

  private ExitReport read(byte[] bytes) throws Exception {
    return ExitReports.of(Samples.write(folder, "text", bytes), ExitOptions.ALL, read -> {});
  }

  private ExitReport read(String text) throws Exception {
    return read(text.getBytes(UTF_8));
  }

  private void assertSame(ExitReport report) throws Exception {
    ExitReport expected = read(TRACE);
    assertThat(report.total().exits()).isEqualTo(expected.total().exits());
    assertThat(report.total().handling()).isEqualTo(expected.total().handling());
    assertThat(report.recording().eventCounts()).isEqualTo(expected.recording().eventCounts());
    assertThat(report.total().details()).isEqualTo(expected.total().details());
  }

  @ParameterizedTest
  @MethodSource("texts")
  void tellsTheSame(String text) throws Exception {
    assertSame(read(TEXTS.get(text)));
  }

  @Test
  void readsSixteenBitCharacters() throws Exception {
    for (Charset charset :
        new Charset[] {
          StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16
        }) {
      assertSame(read(TRACE.getBytes(charset)));
    }
  }

  private static String perfScript(String header) {
    return Pattern.compile(
            "^ *(\\S+)-(\\d+) +\\[(\\d+)\\] \\S+ +([\\d.]+): (kvm_.*)$", Pattern.MULTILINE)
        .matcher(TRACE)
        .replaceAll(header);
  }

  @Test
  void readsTheColumnsThatPerfScriptWasAskedFor() throws Exception {
    assertSame(read(perfScript(" $1  $2 [$3] $4: kvm:$5")));
    assertSame(read(perfScript(" $1  $2 [$3] $4:          1  kvm:$5")));
    assertSame(read(perfScript(" $1  $2  1  $4: kvm:$5")));
    assertSame(read(perfScript(" $1  77/$2  $4: kvm:$5\n\tffffffffa01 vmx_run+0x1 ([kvm])\n")));
    assertSame(read(perfScript("$2 [$3] $4: kvm:$5")));
    assertSame(read(perfScript("$1-$2 [$3] $4: (+12) $5")));
  }

  @Test
  void countsWhatHasNoTimes() throws Exception {
    long exits = read(TRACE).total().exits();
    for (String text :
        new String[] {perfScript(" $1 $2 [$3] kvm:$5"), perfScript("  kvm:$5"), perfScript("$5")}) {
      ExitReport report = read(text);
      assertThat(report.total().exits()).isEqualTo(exits);
      assertThat(report.total().untimed()).isEqualTo(exits);
    }
    Path file = Samples.write(folder, "text", perfScript(" $1 $2 [$3] kvm:$5").getBytes(UTF_8));
    assertThatThrownBy(
            () -> ExitReports.of(file, new ExitOptions(1, 2, -1, -1, false, 0), read -> {}))
        .isInstanceOf(RecordingException.class)
        .hasMessageContaining("Expected events with times")
        .hasMessageContaining("--from and --to");
  }

  @Test
  void doesNotMeasureWithDifferencesOfTimes() throws Exception {
    StringBuilder text = new StringBuilder();
    long[] before = {-1};
    Pattern.compile(
            "^ *(\\S+)-(\\d+) +\\[(\\d+)\\] \\S+ +(\\d+)\\.(\\d{6}): (kvm_.*)$", Pattern.MULTILINE)
        .matcher(TRACE)
        .results()
        .forEach(
            line -> {
              long now = Long.parseLong(line.group(4) + line.group(5));
              text.append(
                  " %s %s [%s] %.6f: kvm:%s%n"
                      .formatted(
                          line.group(1),
                          line.group(2),
                          line.group(3),
                          before[0] < 0 ? 0 : (now - before[0]) / 1e6,
                          line.group(6)));
              before[0] = now;
            });
    ExitReport report = read(text.toString());

    assertThat(report.total().untimed()).isEqualTo(report.total().exits());
    assertThat(String.join(" ", report.recording().warnings())).contains("--deltatime");
  }

  @Test
  void leavesOutPerfsOwnRecords() throws Exception {
    String records =
        " swapper 0 [000] 0.000000: PERF_RECORD_MMAP -1/0: [0xffffffff81000000(0x12) @ 0]: x\n"
            + " swapper 0 [001] 0.000000: PERF_RECORD_FORK(7:7):(1:1)\n"
            + "PERF_RECORD_FINISHED_ROUND\n"
            + " vmm 7 [001] 1.000000: PERF_RECORD_LOST lost 12\n";
    ExitReport report = read(records + perfScript(" $1  $2 [$3] $4: kvm:$5"));

    assertSame(report);
    assertThat(report.recording().lost()).isEqualTo(12);
    assertThat(report.recording().seconds()).isLessThan(10);
  }

  @Test
  void readsRawFieldsOfTraceCmd() throws Exception {
    String raw =
        """
        cpus=2
          vmm-7 [001] 1.000001: kvm_entry: vcpu_id=0 rip=0x10000 immediate_exit=0
          vmm-7 [001] 1.000002: kvm_exit: exit_reason=32 guest_rip=0x10 isa=1 info1=0x0 info2=0x0 intr_info=0x00000000 error_code=0x0 vcpu_id=0
          vmm-7 [001] 1.000003: kvm_msr: write=1 ecx=80b data=0x0 exception=0
          vmm-7 [001] 1.000004: kvm_entry: vcpu_id=0 rip=0x10000 immediate_exit=0
          vmm-7 [001] 1.000005: sched_switch: prev_comm=vmm prev_pid=7 prev_prio=120 prev_state=2 next_comm=x next_pid=480 next_prio=120
        """;
    ExitReport report = read(raw);

    assertThat(report.recording().unreadable()).isZero();
    assertThat(report.total().details())
        .singleElement()
        .satisfies(row -> assertThat(row.label()).contains("EOI"));
  }

  @Test
  void namesInhibitReasonsAsTheTextDoes() throws Exception {
    String line = "  vmm-7 [001] 1.000001: kvm_apicv_inhibit_changed: ";
    assertThat(read(line + "set reason=9, inhibits=0x210 PIT_REINJ|SEV\n").recording())
        .satisfies(facts -> assertThat(facts.apicvInhibited()).isEqualTo("PIT_REINJ, SEV"));
    assertThat(read(line + "set reason=9, inhibits=0x201\n").recording())
        .satisfies(facts -> assertThat(facts.apicvInhibited()).isEqualTo("DISABLED, reason 9"));
  }

  @Test
  void countsExitsOfOtherArchitecturesByWhatStandsThere() throws Exception {
    Map<String, String> exits =
        Map.of(
            "kvm_exit: SEPC:0x8020aabb, SCAUSE:0x17, STVAL:0x1000, HTVAL:0x400", "SCAUSE:0x17",
            "kvm_exit: exit=EXTERNAL | pc=0x123 | msr=0x8000", "EXTERNAL",
            "kvm_guest_exit: VCPU 0: trap=0x500 pc=0x123 msr=0x8000", "trap=0x500",
            "kvm_s390_sie_exit: 00[04-11]: exit sie icptcode 4 (Instruction)",
                "icptcode 4 (Instruction)",
            "kvm_exit: [EXITCODE=22] PC: 0x123", "EXITCODE=22",
            "kvm_exit: [Interrupt]PC: 0x123", "Interrupt");
    for (Map.Entry<String, String> exit : exits.entrySet()) {
      ExitReport report = read(" vmm-7 [001] .... 1.000001: " + exit.getKey() + "\n");
      assertThat(report.total().exitsOf(exit.getValue())).as(exit.getKey()).isEqualTo(1);
    }
  }

  @Test
  void leavesOutStacksAndFunctions() throws Exception {
    String frames =
        "\n      vmm-7 [001] d..1. 9.5: <stack trace>\n => vmx_vcpu_run\n=> vcpu_run (ffffffffc0a1b2c3)"
            + "\n      vmm-7 [001] d..1. 9.5: svm_handle_exit <-vcpu_enter_guest"
            + "\n\tffffffffc0a1b2c3 svm_vcpu_run+0x123 ([kvm_amd])\n\n";
    ExitReport report = read(TRACE.replaceAll("(?m)^(.*kvm_exit.*)\n", "$1" + frames));

    assertSame(report);
    assertThat(report.recording().unreadable()).isZero();
  }

  @Test
  void readsPerfTrace() throws Exception {
    ExitReport report =
        read(
            """
                 0.000 CPU 0/KVM/1234 kvm:kvm_entry(vcpu_id: 0, rip: 65687, immediate_exit: 0)
                 0.012 CPU 0/KVM/1234 kvm:kvm_exit(exit_reason: 1, guest_rip: 65687, isa: 1, info1: 0, info2: 0, intr_info: 2147483884, error_code: 0, vcpu_id: 0)
                 0.022 CPU 0/KVM/1234 kvm:kvm_entry(vcpu_id: 0, rip: 65687, immediate_exit: 0)
            """);

    assertThat(report.total().exitsOf("EXTERNAL_INTERRUPT")).isEqualTo(1);
    assertThat(report.total().handling().total()).isEqualTo(10_000);
    assertThat(report.total().details()).singleElement();
    assertThat(report.vms().getFirst().total().command()).isEqualTo("CPU 0/KVM");
  }
}
