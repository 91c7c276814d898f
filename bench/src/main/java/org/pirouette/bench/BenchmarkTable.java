package org.pirouette.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;

/// `bench/run`: measures the groups asked for and prints one table of ratios. A ratio above 1 means
/// that ours is better.
public final class BenchmarkTable {
  private BenchmarkTable() {}

  /// @param arguments group names (all if there is none) and `--quick`
  public static void main(String[] arguments) throws IOException {
    List<String> wanted = new ArrayList<>(List.of(arguments));
    BenchmarkGroup.Effort effort =
        wanted.remove("--quick") ? BenchmarkGroup.Effort.QUICK : BenchmarkGroup.Effort.FULL;
    List<BenchmarkGroup> groups =
        ServiceLoader.load(BenchmarkGroup.class).stream().map(ServiceLoader.Provider::get).toList();
    List<String> known = groups.stream().map(BenchmarkGroup::name).toList();
    for (String name : wanted) {
      if (!known.contains(name)) {
        System.err.println(
            "bench: no group '" + name + "'; the groups are " + String.join(", ", known) + ".");
        System.exit(2);
      }
    }
    System.out.printf(
        "%s, %s, %s%n%n", LocalDate.now(), machine(), effort.name().toLowerCase(Locale.ROOT));
    System.out.printf("%-46s %14s  %-26s %7s %7s%n", "measure", "ours", "peer", "ratio", "aim");
    boolean failed = false;
    for (BenchmarkGroup group : groups) {
      if (wanted.isEmpty() || wanted.contains(group.name())) {
        failed |= !print(group, effort);
      }
    }
    System.exit(failed ? 1 : 0);
  }

  private static boolean print(BenchmarkGroup group, BenchmarkGroup.Effort effort) {
    System.out.println("-- " + group.name());
    try {
      for (BenchmarkGroup.Row row : group.measure(effort)) {
        System.out.printf(
            Locale.ROOT,
            "%-46s %14s  %-26s %6.2fx %7s%n",
            row.what(),
            row.ours(),
            row.peer(),
            row.ratio(),
            row.target() == 0 ? "" : String.format(Locale.ROOT, "%.2fx", row.target()));
      }
      return true;
    } catch (Exception failure) {
      System.out.println(group.name() + " failed: " + failure);
      failure.printStackTrace(System.err);
      return false;
    }
  }

  private static String machine() throws IOException {
    String model =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).trim())
            .findFirst()
            .orElse("unknown processor");
    return Runtime.getRuntime().availableProcessors()
        + " x "
        + model
        + ", Java "
        + Runtime.version().feature();
  }
}
