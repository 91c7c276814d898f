package org.pirouette.trace.exits;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which device of one virtual machine has which ports and pages, as QEMU's monitor prints it by
/// `info mtree`, also with `-f`: ranges that only this machine's firmware chose get their names.
///
/// ```
/// address-space: memory
///     00000000febc0000-00000000febdffff (prio 1, i/o): e1000-mmio
/// address-space: I/O
///     0000000000000070-0000000000000071 (prio 0, i/o): rtc
/// ```
public final class DeviceMap {
  private static final Pattern SPACE =
      Pattern.compile("^\\s*(?:address-space:\\s*(\\S+)|AS \"([^\"]+)\").*$");
  private static final Pattern REGION =
      Pattern.compile(
          "^\\s*([0-9a-fA-F]{8,16})-([0-9a-fA-F]{8,16}) \\(prio -?\\d+, i/o\\):\\s*(\\S.*?)\\s*$");

  /// What is wider is the bus, not a device.
  private static final long WIDEST = 1L << 31;

  private static final long ALL_PORTS = 0xffff;
  private static final int MOST = 1 << 16;

  private record Region(String kind, long from, long to, String name) {
    boolean holds(String what, long number) {
      return kind.equals(what) && number >= from && number <= to;
    }
  }

  private final List<Region> regions;

  private DeviceMap(List<Region> regions) {
    this.regions = regions;
  }

  /// The map in a text; empty where the text is none.
  public static Optional<DeviceMap> of(String text) {
    List<Region> regions = new ArrayList<>();
    String kind = "";
    for (String line : text.lines().toList()) {
      Matcher space = SPACE.matcher(line);
      if (space.matches()) {
        kind = kind(space.group(1) == null ? space.group(2) : space.group(1), kind);
        continue;
      }
      if (line.contains("FlatView") || line.startsWith("memory-region")) {
        kind = "";
      }
      Matcher region = REGION.matcher(line);
      if (!kind.isEmpty() && region.matches() && regions.size() < MOST) {
        long from = Long.parseUnsignedLong(region.group(1), 16);
        long to = Long.parseUnsignedLong(region.group(2), 16);
        boolean bus = kind.equals("port") ? to - from >= ALL_PORTS : to - from >= WIDEST;
        if (from >= 0 && to >= from && !bus) {
          regions.add(new Region(kind, from, to, region.group(3)));
        }
      }
    }
    regions.sort(Comparator.comparingLong(region -> region.to() - region.from()));
    return regions.isEmpty() ? Optional.empty() : Optional.of(new DeviceMap(List.copyOf(regions)));
  }

  /// What a space holds; spaces of single devices and CPUs say nothing new.
  private static String kind(String space, String before) {
    return switch (space) {
      case "memory" -> "mmio";
      case "I/O" -> "port";
      default -> before;
    };
  }

  /// The device at a port or an address; of several ranges the narrowest.
  ///
  /// @param kind "port" or "mmio"
  public Optional<String> name(String kind, long number) {
    return regions.stream()
        .filter(region -> region.holds(kind, number))
        .findFirst()
        .map(Region::name);
  }

  /// The report with the names of this machine's devices.
  public ExitReport applied(ExitReport report) {
    return new ExitReport(
        report.recording(),
        applied(report.total()),
        report.vms().stream()
            .map(
                vm ->
                    new VmExits(
                        vm.name(),
                        vm.process(),
                        applied(vm.total()),
                        vm.vcpus().stream().map(this::applied).toList()))
            .toList(),
        report.series(),
        report.parts().stream().map(this::applied).toList());
  }

  private VcpuExits applied(VcpuExits account) {
    return account.detailed(account.details().stream().map(this::applied).toList());
  }

  private DetailRow applied(DetailRow row) {
    String place = row.kind() + " " + Long.toHexString(row.number());
    return name(row.kind(), row.number())
        .map(device -> row.labelled("%s (%s)".formatted(device, place)))
        .orElse(row);
  }
}
