package org.pirouette.host.source;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pirouette.host.tree.Content;
import org.pirouette.host.tree.HostTree;

/// KVM's counters below `/sys/kernel/debug/kvm`: a folder `PID-FD` for each virtual machine, with
/// the counters of its vCPUs summed up, and `vcpuN/` with a few values of each.
///
/// @param known whether the folder could be read
/// @param machines by `PID-FD`
/// @param refused counters whose file is there and cannot be opened (kernel lockdown)
public record KvmCounters(boolean known, Map<String, Machine> machines, int refused) {

  /// The counters of one virtual machine.
  ///
  /// @param processId of the VMM
  /// @param values by name
  /// @param threads thread id by vCPU number, where given
  public record Machine(long processId, Map<String, Long> values, Map<Integer, Long> threads) {
    /// The counter, or -1 where it is not there.
    public long value(String name) {
      return values.getOrDefault(name, -1L);
    }
  }

  private static final String FOLDER = "sys/kernel/debug/kvm";

  /// The counters that doctor and top use; nothing else is opened.
  public static final List<String> USED =
      List.of(
          "exits",
          "irq_exits",
          "irq_injections",
          "halt_exits",
          "halt_wakeup",
          "irq_window_exits",
          "request_irq_exits",
          "signal_exits",
          "io_exits",
          "mmio_exits",
          "req_event",
          "wfi_exit_stat",
          "wfe_exit_stat");

  /// Reads the folder, or a listing of it.
  public static KvmCounters read(HostTree tree, boolean later) {
    Content listing = HostFile.KVM_COUNTERS.read(tree);
    if (listing.present() && !later) {
      return parse(listing);
    }
    Map<String, Machine> machines = new LinkedHashMap<>();
    int refused = 0;
    List<String> names = tree.list(FOLDER);
    for (String name : names) {
      long processId = processId(name);
      if (processId < 0) {
        continue;
      }
      Map<String, Long> values = new LinkedHashMap<>();
      for (String counter : USED) {
        String path = FOLDER + "/" + name + "/" + counter;
        Content content = later ? tree.readLater(path) : tree.read(path);
        switch (content) {
          case Content.Text text when Text.isNumber(text.value()) ->
              values.put(counter, Long.parseLong(text.value()));
          case Content.Text _, Content.Absent _ -> {}
          case Content.Unreadable _ -> refused++;
        }
      }
      machines.put(name, new Machine(processId, values, threads(tree, FOLDER + "/" + name)));
    }
    return new KvmCounters(!names.isEmpty(), machines, refused);
  }

  private static Map<Integer, Long> threads(HostTree tree, String folder) {
    Map<Integer, Long> threads = new TreeMap<>();
    for (String name : tree.list(folder)) {
      if (name.startsWith("vcpu") && Text.isNumber(name.substring(4)) && name.length() < 10) {
        String value = tree.read(folder + "/" + name + "/pid").value();
        if (Text.isNumber(value)) {
          threads.put(Integer.parseInt(name.substring(4)), Long.parseLong(value));
        }
      }
    }
    return threads;
  }

  /// The process id of `1234-17`, or -1.
  private static long processId(String name) {
    int dash = name.indexOf('-');
    return dash > 0
            && Text.isNumber(name.substring(0, dash))
            && Text.isNumber(name.substring(dash + 1))
        ? Long.parseLong(name.substring(0, dash))
        : -1;
  }

  /// Reads a listing: `./30875-4/exits = 17|` or, after a heading `# PID-FD`, `exits 17`.
  public static KvmCounters parse(Content content) {
    Map<String, Machine> machines = new LinkedHashMap<>();
    int refused = 0;
    String heading = "1-0";
    for (String line : content.lines()) {
      List<String> words = Text.words(line.replace('=', ' ').replace('|', ' '));
      if (words.isEmpty()) {
        continue;
      }
      if (words.getFirst().equals("#")) {
        heading = words.size() > 1 && processId(words.get(1)) >= 0 ? words.get(1) : heading;
        continue;
      }
      String path =
          words.getFirst().startsWith("./") ? words.getFirst().substring(2) : words.getFirst();
      int slash = path.indexOf('/');
      boolean named = slash > 0 && processId(path.substring(0, slash)) >= 0;
      if (words.getFirst().startsWith("./") && !named) {
        continue;
      }
      String machine = named ? path.substring(0, slash) : heading;
      Machine entry =
          machines.computeIfAbsent(
              machine, key -> new Machine(processId(key), new LinkedHashMap<>(), new TreeMap<>()));
      if (words.size() < 2) {
        refused++;
      } else if (Text.isNumber(words.get(1))) {
        store(named ? path.substring(slash + 1) : path, Long.parseLong(words.get(1)), entry);
      }
    }
    return new KvmCounters(!machines.isEmpty(), machines, refused);
  }

  private static void store(String name, long value, Machine machine) {
    if (name.startsWith("vcpu") && name.endsWith("/pid")) {
      String number = name.substring(4, name.length() - 4);
      if (Text.isNumber(number) && number.length() < 6) {
        machine.threads().put(Integer.parseInt(number), value);
      }
    } else if (name.indexOf('/') < 0) {
      machine.values().put(name, value);
    }
  }
}
