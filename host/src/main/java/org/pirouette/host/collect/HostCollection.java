package org.pirouette.host.collect;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.pirouette.host.HostFacts;
import org.pirouette.host.machine.AssignedDevice;
import org.pirouette.host.tree.Content;
import org.pirouette.host.tree.RecordingTree;

/// Packs what doctor read from a host into a `.tar.zst`: those files and nothing else, masked by
/// [Mask], so that someone else's doctor sees what this one saw (`doctor --root FILE`).
public final class HostCollection {
  /// Says that a tree is a whole collection, so that what is missing was missing on the host.
  public static final String MARKER = "pirouette/collection";

  /// The rates measured meanwhile.
  public static final String RATES = "pirouette/rates";

  private static final int LEVEL = 9;

  private HostCollection() {}

  /// Writes the archive.
  ///
  /// @param recording what was read
  /// @param facts what came of it
  /// @param out where the archive goes; closed with it
  /// @return how many files it holds
  /// @throws IOException if it cannot be written
  public static int write(RecordingTree recording, HostFacts facts, OutputStream out)
      throws IOException {
    Set<String> processes =
        facts.machines().stream()
            .map(machine -> "proc/" + machine.processId() + "/")
            .collect(Collectors.toSet());
    Mask mask = new Mask(hostName(recording));
    int count = 0;
    try (ZstdOutputStream compressed = new ZstdOutputStream(out, LEVEL);
        TarWriter tar = new TarWriter(compressed)) {
      tar.file(MARKER, bytes(marker(facts)));
      tar.file(RATES, bytes(RatesFile.format(facts)));
      count += 2;
      for (String module : facts.modules().modules()) {
        tar.directory("sys/module/" + module);
      }
      for (AssignedDevice device : facts.devices()) {
        tar.directory("sys/bus/pci/drivers/vfio-pci/" + device.address());
      }
      for (Map.Entry<String, Content> entry : recording.contents().entrySet()) {
        if (entry.getValue() instanceof Content.Text text && kept(entry.getKey(), processes)) {
          String path = entry.getKey();
          String name =
              path.endsWith(RecordingTree.LATER)
                  ? path.substring(0, path.length() - RecordingTree.LATER.length())
                  : path;
          tar.file(path, bytes(String.join("\n", mask.apply(name, text.lines())) + "\n"));
          count++;
        }
      }
      for (Map.Entry<String, String> link : recording.links().entrySet()) {
        if (ours(link.getKey(), link.getValue())) {
          tar.link(link.getKey(), link.getValue());
          count++;
        }
      }
    }
    return count;
  }

  private static String hostName(RecordingTree recording) {
    return recording.read("proc/sys/kernel/hostname").value();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String marker(HostFacts facts) {
    StringBuilder text = new StringBuilder("version 1\n");
    text.append(String.format(Locale.ROOT, "interval %.6f%n", facts.seconds()));
    for (String obstacle : facts.obstacles()) {
      text.append("obstacle ").append(obstacle).append('\n');
    }
    for (Content.Unreadable missing : facts.incomplete()) {
      text.append("not-read ").append(missing.path()).append(": ").append(missing.reason());
      text.append('\n');
    }
    return text.toString();
  }

  /// Files of processes only where they run a virtual machine; not the name of the host.
  private static boolean kept(String path, Set<String> machines) {
    if (path.equals("proc/sys/kernel/hostname") || path.equals("proc/self/status")) {
      return false;
    }
    boolean process = path.startsWith("proc/") && Character.isDigit(path.charAt(5));
    return !process || machines.stream().anyMatch(path::startsWith);
  }

  private static boolean ours(String path, String target) {
    return target.startsWith("anon_inode:kvm")
        || target.startsWith("/dev/vfio/")
        || path.endsWith("/iommu_group");
  }
}
