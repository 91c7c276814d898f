package org.pirouette.host.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.pirouette.host.machine.QemuOptions;

/// A command line of QEMU: of a script, of `ps`, of `/proc/PID/cmdline`, of libvirt's log.
final class QemuDefinition implements DefinitionReader {
  private static final Pattern PROGRAM =
      Pattern.compile("(?:.*/)?(?:qemu-system-(?:x86_64|i386)|qemu-kvm|kvm|qemu)");
  private static final int MANY = 255;

  @Override
  public Optional<Definition> read(String source, List<String> lines) {
    List<CommandWords.Word> words = CommandWords.of(lines);
    int program = 0;
    while (program < words.size() && !PROGRAM.matcher(words.get(program).text()).matches()) {
      program++;
    }
    boolean isQemu =
        program + 1 < words.size()
            && words.subList(program, words.size()).stream()
                .anyMatch(
                    word -> word.text().matches("--?(?:machine|M|cpu|m|device|smp|accel|name)"));
    if (!isQemu) {
      return Optional.empty();
    }
    List<CommandWords.Word> arguments = words.subList(program + 1, words.size());
    List<Setting> settings = new ArrayList<>(settings(arguments));
    boolean full = settings.stream().noneMatch(setting -> setting.name().equals("irqchip"));
    if (full) {
      settings.add(new Setting("kvm-irqchip", "full", 0, "the default", ""));
    }
    return Optional.of(
        new Definition(Syntax.QEMU, name(arguments), source, settings, cpu(arguments, "host")));
  }

  private static String name(List<CommandWords.Word> arguments) {
    String value = valueOf(arguments, "-name").orElse("");
    String first = value.split(",", 2)[0];
    return first.startsWith("guest=") ? first.substring("guest=".length()) : first;
  }

  /// The value of the last `-cpu`.
  static String cpu(List<CommandWords.Word> arguments, String otherwise) {
    return valueOf(arguments, "-cpu").orElse(otherwise);
  }

  private static Optional<String> valueOf(List<CommandWords.Word> arguments, String option) {
    Optional<String> value = Optional.empty();
    for (int at = 0; at + 1 < arguments.size(); at++) {
      if (arguments.get(at).text().equals(option)) {
        value = Optional.of(arguments.get(at + 1).text());
      }
    }
    return value;
  }

  /// What QEMU's options say.
  static List<Setting> settings(List<CommandWords.Word> arguments) {
    List<Setting> settings = new ArrayList<>();
    for (int at = 0; at < arguments.size(); at++) {
      CommandWords.Word word = arguments.get(at);
      if (!word.text().startsWith("-")) {
        continue;
      }
      boolean valued = at + 1 < arguments.size() && !isOption(arguments.get(at + 1).text());
      List<String> pair =
          valued ? List.of(word.text(), arguments.get(at + 1).text()) : List.of(word.text());
      for (QemuOptions.Option option : QemuOptions.of(pair).all()) {
        option(option, new Place(word.line(), String.join(" ", pair), option.value()), settings);
      }
      at += valued ? 1 : 0;
    }
    return settings;
  }

  private static boolean isOption(String word) {
    return word.startsWith("-") && word.length() > 1;
  }

  private record Place(int line, String written, String value) {
    Setting set(String name, String to) {
      return new Setting(name, to, line, written, value);
    }
  }

  private static void option(QemuOptions.Option option, Place place, List<Setting> settings) {
    switch (option.name()) {
      case "cpu" -> cpu(option.parts(), place, settings);
      case "machine", "m", "accel" -> machine(option, place, settings);
      case "enable-kvm" -> settings.add(place.set("accel", "kvm"));
      case "no-hpet" -> settings.add(place.set("hpet", "off"));
      case "s", "gdb" -> settings.add(place.set("gdb", "on"));
      case "smp" -> processors(option, place, settings);
      case "overcommit" -> {
        if (isOn(option.parts().getOrDefault("cpu-pm", "off"))) {
          settings.add(place.set("cpu-pm", "on"));
        }
      }
      case "global" -> global(option.parts(), place, settings);
      case "object" -> {
        String kind = option.parts().getOrDefault("qom-type", option.driver());
        if (kind.startsWith("sev")) {
          settings.add(place.set("confidential", "sev"));
        } else if (kind.startsWith("tdx")) {
          settings.add(place.set("confidential", "tdx"));
        }
      }
      case "device" -> device(option, place, settings);
      case "netdev" -> {
        if (option.driver().equals("vhost-vdpa")) {
          settings.add(place.set("device", "vdpa"));
        }
      }
      default -> {}
    }
  }

  private static void cpu(Map<String, String> parts, Place place, List<Setting> settings) {
    parts.forEach(
        (key, value) -> {
          if (key.startsWith("hv-") || key.equals("x2apic") || key.equals("apic")) {
            settings.add(place.set(key, isOn(value) || key.equals("hv-spinlocks") ? "on" : "off"));
          } else if (key.equals("vmx") || key.equals("svm")) {
            settings.add(place.set("nested", isOn(value) ? "on" : "off"));
          }
        });
  }

  private static void machine(QemuOptions.Option option, Place place, List<Setting> settings) {
    Map<String, String> parts = option.parts();
    String accelerator = parts.getOrDefault("accel", "");
    if (option.name().equals("accel")) {
      accelerator = option.driver();
    }
    if (!accelerator.isEmpty()) {
      settings.add(place.set("accel", accelerator.startsWith("tcg") ? "tcg" : "kvm"));
    }
    String irqchip = parts.getOrDefault("kernel-irqchip", "");
    if (!irqchip.isEmpty()) {
      boolean full = isOn(irqchip);
      settings.add(place.set("irqchip", full ? "on" : irqchip));
      if (full) {
        settings.add(place.set("kvm-irqchip", "full"));
      }
    }
    String hpet = parts.getOrDefault("hpet", "");
    if (!hpet.isEmpty()) {
      settings.add(place.set("hpet", isOn(hpet) ? "on" : "off"));
    }
    if ("off".equals(parts.get("pit"))) {
      settings.add(place.set("pit", "off"));
    }
  }

  private static void processors(QemuOptions.Option option, Place place, List<Setting> settings) {
    Map<String, String> parts = option.parts();
    String count = parts.getOrDefault("maxcpus", parts.getOrDefault("cpus", option.driver()));
    if (count.matches("\\d{1,6}")) {
      settings.add(place.set("vcpus", Integer.parseInt(count) > MANY ? "many" : "few"));
    }
  }

  private static void global(Map<String, String> parts, Place place, List<Setting> settings) {
    String policy = parts.getOrDefault("kvm-pit.lost-tick-policy", "");
    if (!policy.isEmpty()) {
      settings.add(place.set("pit", policy.equals("delay") ? "reinject" : policy));
    }
  }

  private static void device(QemuOptions.Option option, Place place, List<Setting> settings) {
    String driver = option.driver();
    if (driver.startsWith("vfio-pci") || driver.equals("pci-assign")) {
      settings.add(place.set("device", "vfio"));
      Map<String, String> parts = option.parts();
      if (isOn(parts.getOrDefault("x-no-kvm-msix", "off"))
          || isOn(parts.getOrDefault("x-no-kvm-msi", "off"))) {
        settings.add(place.set("vfio-relay", "on"));
      }
    } else if (driver.startsWith("vhost-vdpa")) {
      settings.add(place.set("device", "vdpa"));
    }
  }

  private static boolean isOn(String value) {
    return value.equals("on") || value.equals("true") || value.equals("yes") || value.equals("1");
  }
}
