package org.pirouette.host.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pirouette.host.perf.EventAttributes;
import org.pirouette.host.record.EventPlan.Tracepoint;

/// perf of the distribution reads what [RecordFile] writes, also between flushes.
final class RecordFileTest {
  private static final long ID = 77;
  private static final int TRACEPOINT = 4711;
  private static final String FORMAT =
      """
      name: kvm_eoi
      ID: 4711
      format:
      \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
      \tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;
      \tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;
      \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

      \tfield:__u32 apicid;\toffset:8;\tsize:4;\tsigned:0;
      \tfield:int vector;\toffset:12;\tsize:4;\tsigned:1;

      print fmt: "apicid %x vector %d", REC->apicid, REC->vector
      """;

  @TempDir private Path folder;

  @Test
  void perfReadsTheFileAfterEachFlushAndBetween() throws Exception {
    assumeTrue(perfIsHere());
    Path path = folder.resolve("perf.data");
    try (RecordFile file = RecordFile.create(path, List.of(described()), features())) {
      assertThat(script(path)).isEmpty();
      int written = 0;
      for (int round = 0; round < 3; round++) {
        for (int event = 0; event < 5; event++) {
          file.append(sample(1000 + written, written++));
        }
        // What is not flushed is no part of the file yet, and does no harm to it.
        assertThat(script(path)).hasSize(written - 5);
        file.flush();
        assertThat(script(path)).hasSize(written);
        file.flush();
      }
      assertThat(script(path).getLast()).contains("kvm:kvm_eoi: apicid 3 vector 14");
      file.append(sample(2000, 99));
    }
    assertThat(script(path)).hasSize(15);
  }

  @Test
  void aFullDiskLeavesWhatWasFlushed() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full) && perfIsHere());
    Path path = folder.resolve("perf.data");
    RecordFile file = RecordFile.create(path, List.of(described()), features());
    file.append(sample(1, 1));
    file.flush();
    // As after a write that ended in the middle: the bytes stand in the file, no flush follows.
    file.append(ByteBuffer.wrap(new byte[] {9, 0, 0, 0, 0, 0, 80}));
    assertThat(script(path)).hasSize(1);
    file.close();
    assertThat(script(path)).hasSize(1);
  }

  private static RecordFile.Described described() {
    return new RecordFile.Described(EventAttributes.tracepoint(TRACEPOINT), List.of(ID));
  }

  private SortedMap<Integer, byte[]> features() throws IOException {
    Path system = Files.createDirectories(folder.resolve("events/kvm/kvm_eoi"));
    Files.writeString(
        folder.resolve("events/header_page"),
        "\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n\tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;\n\tfield: char data;\toffset:16;\tsize:4080;\tsigned:1;\n");
    Files.writeString(folder.resolve("events/header_event"), "");
    Files.writeString(system.resolve("format"), FORMAT);
    EventPlan plan =
        new EventPlan(folder, List.of(new Tracepoint("kvm", "kvm_eoi", TRACEPOINT, "")));
    return new TreeMap<>(Features.of(plan, List.of("pirouette", "record")));
  }

  /// A sample as the kernel writes it for these attributes.
  private static ByteBuffer sample(long time, int vector) {
    int size = 8 + 8 + 8 + 8 + 8 + 8 + 8 + 4 + 20;
    ByteBuffer record = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    record.putInt(9).putShort((short) 1).putShort((short) size);
    record.putLong(ID).putLong(0).putInt(12).putInt(12).putLong(time).putLong(0).putLong(1);
    record.putInt(20);
    record.putShort((short) TRACEPOINT).putShort((short) 0).putInt(12).putInt(3).putInt(vector);
    return record.clear();
  }

  private static boolean perfIsHere() {
    boolean here = Files.isExecutable(Path.of("/usr/bin/perf"));
    if (!here) {
      System.out.println("SKIPPED: needs /usr/bin/perf");
    }
    return here;
  }

  /// The lines of perf script, which must have no complaint.
  private List<String> script(Path file) throws Exception {
    Path complaints = folder.resolve("complaints");
    Process process =
        new ProcessBuilder("/usr/bin/perf", "script", "-f", "-i", file.toString())
            .redirectError(complaints.toFile())
            .start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(process.waitFor()).as(Files.readString(complaints)).isZero();
    assertThat(Files.readString(complaints)).isEmpty();
    return lines;
  }
}
