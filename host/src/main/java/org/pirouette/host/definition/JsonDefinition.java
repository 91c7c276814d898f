package org.pirouette.host.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The configuration of Cloud Hypervisor (`ch-remote info`, `vm.create`) or of Firecracker
/// (`--config-file`). Fields are found by name: there are few, and their names are unlike.
final class JsonDefinition implements DefinitionReader {
  private static final Pattern FIELD =
      Pattern.compile(
          "\"([\\w-]{1,60})\"\\s*:\\s*(?:\"([^\"]{0,1000})\"|(true|false|null|-?\\d{1,18})|([\\[{]))");
  private static final int MANY = 255;

  @Override
  public Optional<Definition> read(String source, List<String> lines) {
    boolean firecracker = any(lines, "\"machine-config\"") || any(lines, "\"boot-source\"");
    boolean cloudHypervisor =
        any(lines, "\"boot_vcpus\"") || any(lines, "\"payload\"") && any(lines, "\"disks\"");
    if (!firecracker && !cloudHypervisor) {
      return Optional.empty();
    }
    List<Setting> settings = new ArrayList<>();
    String group = "";
    for (int number = 0; number < lines.size(); number++) {
      Matcher field = FIELD.matcher(lines.get(number));
      while (field.find()) {
        if (field.group(4) != null) {
          group = field.group(1);
          continue;
        }
        String value = field.group(2) != null ? field.group(2) : field.group(3);
        one(group, field.group(1), value, number + 1, field.group().strip(), settings);
      }
    }
    if (firecracker) {
      settings.add(new Setting("kvm-irqchip", "full", 0, "as Firecracker makes it", ""));
    }
    Syntax syntax = firecracker ? Syntax.FIRECRACKER : Syntax.CLOUD_HYPERVISOR;
    return Optional.of(new Definition(syntax, "", source, settings, "host"));
  }

  private static void one(
      String group, String name, String value, int line, String written, List<Setting> settings) {
    boolean on = "true".equals(value);
    switch (name) {
      case "kvm_hyperv" ->
          settings.add(new Setting("hv-synic", on ? "on" : "off", line, written, ""));
      case "nested" -> settings.add(new Setting("nested", on ? "on" : "off", line, written, ""));
      case "tdx" -> confidential("tdx", on, line, written, settings);
      case "sev_snp" -> confidential("sev", on, line, written, settings);
      case "boot_vcpus", "max_vcpus", "vcpu_count" -> {
        boolean many = value.matches("\\d{1,6}") && Integer.parseInt(value) > MANY;
        settings.add(new Setting("vcpus", many ? "many" : "few", line, written, ""));
      }
      case "path" -> {
        if (group.equals("devices") || value.contains("/sys/bus/pci/devices/")) {
          settings.add(new Setting("device", "vfio", line, written, ""));
        } else if (value.startsWith("/dev/vhost-vdpa")) {
          settings.add(new Setting("device", "vdpa", line, written, ""));
        }
      }
      default -> {}
    }
  }

  private static void confidential(
      String kind, boolean on, int line, String written, List<Setting> settings) {
    if (on) {
      settings.add(new Setting("confidential", kind, line, written, ""));
    }
  }

  private static boolean any(List<String> lines, String piece) {
    return lines.stream().anyMatch(line -> line.contains(piece));
  }
}
