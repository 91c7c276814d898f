package org.pirouette.trace.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pirouette.trace.event.RecordingException;
import org.pirouette.trace.exits.ExitOptions;
import org.pirouette.trace.exits.ExitReports;

/// Time is linear in the input, however long its lines are: ordinary beginnings of lines of each
/// text and table format, followed by what makes a careless pattern try again from every place.
class LongLinesTest {
  private static final int MEBIBYTE = 1 << 20;

  /// Ordinary beginnings, each under a line that tells the reader its format.
  private static final List<String> BEGINNINGS =
      List.of(
          "# tracer: nop\n CPU 0/KVM-1234 [001] d... 123.456789: kvm_exit: reason HLT rip 0x",
          "# tracer: nop\n"
              + "<...>-1234 [001] d..1. 123.456789: kvm_exit: vcpu 0 reason EXTERNAL_INTERRUPT",
          "# tracer: nop\n CPU 0/KVM-1234 [001] .... 123.456789: kvm_entry: vcpu 0",
          "# tracer: nop\n CPU 0/KVM-1234 [001] .... 123.456789: sched_switch: prev_comm=",
          "cpus=4\n CPU 0/KVM-1234 [001] 123.456789: kvm_exit: reason HLT rip 0x",
          "CPU 0/KVM 1234 [001] 123.456789: kvm:kvm_exit: vcpu 0 reason HLT rip 0x",
          "     0.000 CPU 0/KVM/1234 kvm:kvm_exit(exit_reason: 12, guest_rip: ",
          "KVM_EXIT_REASON   COUNT\nHLT   12",
          "PID   TID   KVM_EXIT_REASON   COUNT\n1   2   HLT   ",
          " Event name                        Samples   Sample%     Time (ns)\n HLT  12  ",
          "Analyze events for all VMs, all VCPUs:\n"
              + " VM-EXIT  Samples  Samples%  Time%  Min Time\n"
              + " HLT  12  1.0%  2.0%  3.0us ",
          "Analyze events for all VMs, all VCPUs:\n VM-EXIT  Samples\nTotal Samples:",
          " Performance counter stats for 'system wide':\n\n  123  kvm:kvm_exit  ",
          "kvm statistics - summary\n\n Event      Total %Total CurAvg/s\n kvm_exit   12   ",
          "\"exits\",\"halt_exits\"\n2024-01-01 10:00:00,",
          "@exits[HLT]: ",
          "@[tracepoint:kvm:kvm_exit, ",
          "{ exit_reason: HLT } hitcount: ",
          "# Overhead  Command  Trace output\n 12.00%  CPU 0/KVM  reason HLT rip ",
          "exits 12\nhalt_exits ",
          "/sys/kernel/debug/kvm/1234-12/vcpu0/exits:",
          "plain words that are no format: ");

  private static final List<String> TAILS = List.of("7", " ", "(", "[", "a ", "1 ", "HLT ", "1,");

  @TempDir private Path folder;

  static Stream<Arguments> beginnings() {
    List<Arguments> cases = new ArrayList<>();
    for (String beginning : BEGINNINGS) {
      cases.add(Arguments.of(beginning));
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("beginnings")
  void aLineOfAMebibyteEnds(String beginning) {
    for (String tail : TAILS) {
      Assertions.assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () -> read(beginning + tail.repeat(MEBIBYTE / tail.length()) + "\n"),
          () -> beginning + " and many times '" + tail + "'");
    }
  }

  /// Many lines just short of the longest that patterns look at: twice the lines take about twice
  /// the time. The bound is generous, as the machine may be busy; a quadratic reader is far beyond.
  @ParameterizedTest
  @MethodSource("beginnings")
  void twiceTheLinesTakeTwiceTheTime(String beginning) throws Exception {
    for (String tail : List.of("7", " ", "a ", "1 ", "(")) {
      int length = 1000 - beginning.length();
      String line = beginning.substring(beginning.lastIndexOf('\n') + 1);
      String head = beginning.substring(0, beginning.length() - line.length());
      String rest = line + tail.repeat(length / tail.length()) + "\n";
      long once = time(head + rest.repeat(128));
      long four = time(head + rest.repeat(512));
      assertThat(four)
          .as("%s and many times '%s': 128 lines took %d us", beginning, tail, once / 1000)
          .isLessThan(4 * 8 * Math.max(once, 5_000_000));
    }
  }

  private long time(String content) throws Exception {
    long start = System.nanoTime();
    read(content);
    return System.nanoTime() - start;
  }

  private void read(String content) throws Exception {
    Path file = Files.writeString(folder.resolve("long.txt"), content, StandardCharsets.UTF_8);
    try {
      ExitReports.of(file, ExitOptions.ALL, bytes -> {});
    } catch (RecordingException sentence) {
      assertThat(sentence.sentence().length()).isLessThan(1000);
    }
  }
}
