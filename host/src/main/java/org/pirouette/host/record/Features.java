package org.pirouette.host.record;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pirouette.host.record.EventPlan.Tracepoint;

/// What perf.data tells about the host, by the numbers of perf's "header features"
/// (tools/perf/Documentation/perf.data-file-format.txt).
final class Features {
  private static final int TRACING_DATA = 1;
  private static final int HOST = 3;
  private static final int RELEASE = 4;
  private static final int VERSION = 5;
  private static final int ARCHITECTURE = 6;
  private static final int PROCESSORS = 7;
  private static final int PROCESSOR = 8;
  private static final int PROCESSOR_ID = 9;
  private static final int MEMORY = 10;
  private static final int COMMAND = 11;

  /// Texts are filled up to a multiple of this.
  private static final int TEXT = 64;

  private Features() {}

  /// All of them, for this host.
  ///
  /// @param command words of the command that records
  static SortedMap<Integer, byte[]> of(EventPlan plan, List<String> command) throws IOException {
    SortedMap<Integer, byte[]> features = new TreeMap<>();
    String processor = Kernel.text(Path.of("/proc/cpuinfo"));
    features.put(TRACING_DATA, tracingData(plan));
    features.put(HOST, text(Kernel.text(Path.of("/proc/sys/kernel/hostname")).strip()));
    features.put(RELEASE, text(Kernel.text(Path.of("/proc/sys/kernel/osrelease")).strip()));
    features.put(VERSION, text("pirouette"));
    features.put(ARCHITECTURE, text(architecture()));
    int online = Runtime.getRuntime().availableProcessors();
    int count = Math.max(online, Kernel.cpus().size());
    features.put(PROCESSORS, buffer(8).putInt(count).putInt(count).array());
    features.put(PROCESSOR, text(field(processor, "model name")));
    features.put(PROCESSOR_ID, text(processorId(processor)));
    features.put(MEMORY, buffer(8).putLong(memory()).array());
    ByteArrayOutputStream words = new ByteArrayOutputStream();
    words.writeBytes(buffer(4).putInt(command.size()).array());
    command.forEach(word -> words.writeBytes(text(word)));
    features.put(COMMAND, words.toByteArray());
    return features;
  }

  private static String architecture() {
    String name = System.getProperty("os.arch", "");
    return name.equals("amd64") ? "x86_64" : name;
  }

  /// As perf writes it on x86: vendor, family, model, stepping; on Arm the main id register.
  private static String processorId(String processor) throws IOException {
    if (architecture().equals("aarch64")) {
      Path register = Path.of("/sys/devices/system/cpu/cpu0/regs/identification/midr_el1");
      return Files.isReadable(register) ? Kernel.text(register).strip() : "";
    }
    return String.join(
        ",",
        field(processor, "vendor_id"),
        field(processor, "cpu family"),
        field(processor, "model"),
        field(processor, "stepping"));
  }

  private static String field(String text, String name) {
    Matcher matcher = Pattern.compile("^" + name + "\\s*: (.*)$", Pattern.MULTILINE).matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }

  private static long memory() throws IOException {
    String total = field(Kernel.text(Path.of("/proc/meminfo")).replace(":", " :"), "MemTotal");
    Matcher digits = Pattern.compile("\\d{1,15}").matcher(total);
    return digits.find() ? Long.parseLong(digits.group()) : 0;
  }

  private static byte[] text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = (bytes.length + TEXT) / TEXT * TEXT;
    return buffer(4 + length).putInt(length).put(bytes).array();
  }

  /// The formats of the events, as the kernel describes them (`trace/format/TracingData` reads it).
  static byte[] tracingData(EventPlan plan) throws IOException {
    Path events = plan.tracefs().resolve("events");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0x17, 0x08, 0x44});
    out.writeBytes("tracing0.6\0".getBytes(StandardCharsets.US_ASCII));
    out.write(ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? 1 : 0);
    out.write(Long.BYTES);
    out.writeBytes(buffer(4).putInt(Kernel.PAGE).array());
    for (String header : List.of("header_page", "header_event")) {
      out.writeBytes((header + "\0").getBytes(StandardCharsets.US_ASCII));
      sized(out, Kernel.header(events.resolve(header)));
    }
    out.writeBytes(new byte[4]);
    out.writeBytes(buffer(4).putInt(plan.systems().size()).array());
    for (String system : plan.systems()) {
      List<Tracepoint> own =
          plan.events().stream().filter(event -> event.system().equals(system)).toList();
      out.writeBytes((system + "\0").getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(buffer(4).putInt(own.size()).array());
      for (Tracepoint event : own) {
        sized(out, Files.readAllBytes(events.resolve(system + "/" + event.name() + "/format")));
      }
    }
    // No kernel symbols, no formats of trace_printk, no commands (those are records).
    out.writeBytes(new byte[4 + 4 + 8]);
    return out.toByteArray();
  }

  private static void sized(ByteArrayOutputStream out, byte[] content) {
    out.writeBytes(buffer(8).putLong(content.length).array());
    out.writeBytes(content);
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
  }
}
