package org.pirouette.host.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A Proxmox VE configuration: `/etc/pve/qemu-server/N.conf`, or `qm config N`. Snapshots behind
/// the machine's own section are passed over.
final class ProxmoxDefinition implements DefinitionReader {
  private static final Pattern LINE =
      Pattern.compile("^[>\\s]{0,8}([a-z][a-z0-9_]{1,30}):\\s*(.*)$");
  private static final Pattern KNOWN =
      Pattern.compile(
          "(?:ostype|scsihw|hostpci\\d|net\\d|virtio\\d|scsi\\d|sata\\d|vmgenid|bootdisk)");
  private static final Pattern WINDOWS = Pattern.compile("w2k8|w2k3|wxp|wvista|win\\d{1,2}");

  /// Proxmox switches SynIC on for Windows from 8 on.
  private static final Pattern WITH_SYNIC = Pattern.compile("win(?:8|10|11)");

  private static final int LEAST = 2;
  private static final int MANY = 255;

  @Override
  public Optional<Definition> read(String source, List<String> lines) {
    List<Setting> settings = new ArrayList<>();
    String name = "";
    String cpu = "kvm64";
    int known = 0;
    int processors = 1;
    List<CommandWords.Word> arguments = List.of();
    for (int number = 0; number < lines.size(); number++) {
      String text = lines.get(number);
      if (text.strip().matches("\\[[\\w-]{1,60}]")) {
        break; // a snapshot
      }
      Matcher line = LINE.matcher(text);
      if (!line.matches()) {
        continue;
      }
      String key = line.group(1);
      String value = line.group(2).strip();
      known += KNOWN.matcher(key).matches() ? 1 : 0;
      known += key.equals("cores") || key.equals("memory") || key.equals("sockets") ? 1 : 0;
      switch (key) {
        case "name" -> name = value;
        case "cpu" -> cpu = value.split(",", 2)[0].replaceFirst("^cputype=", "");
        case "cores", "sockets" ->
            processors *= value.matches("\\d{1,4}") ? Integer.parseInt(value) : 1;
        case "args" ->
            arguments =
                CommandWords.of(List.of(value)).stream()
                    .map(word -> new CommandWords.Word(word.text(), 0))
                    .toList();
        default -> {}
      }
      one(key, value, number + 1, text.strip(), settings);
      if (key.equals("args")) {
        int at = number + 1;
        QemuDefinition.settings(arguments).stream()
            .map(s -> new Setting(s.name(), s.value(), at, "args: " + s.written(), s.option()))
            .forEach(settings::add);
      }
    }
    if (known < LEAST) {
      return Optional.empty();
    }
    if (processors > MANY) {
      settings.add(new Setting("vcpus", "many", 0, "cores times sockets", ""));
    }
    if (settings.stream().noneMatch(setting -> setting.name().equals("irqchip"))) {
      settings.add(new Setting("kvm-irqchip", "full", 0, "the default", ""));
    }
    return Optional.of(
        new Definition(Syntax.PROXMOX, name, source, settings, QemuDefinition.cpu(arguments, cpu)));
  }

  private static void one(
      String key, String value, int line, String written, List<Setting> settings) {
    if (key.matches("hostpci\\d{1,2}")) {
      settings.add(new Setting("device", "vfio", line, written, value));
      return;
    }
    switch (key) {
      case "ostype" -> {
        if (WINDOWS.matcher(value).matches()) {
          settings.add(new Setting("hv-time", "on", line, written, value));
          settings.add(new Setting("pit", "discard", line, written, value));
          if (WITH_SYNIC.matcher(value).matches()) {
            settings.add(new Setting("hv-synic", "on", line, written, value));
          }
        }
      }
      case "kvm" ->
          settings.add(
              new Setting("accel", value.equals("0") ? "tcg" : "kvm", line, written, value));
      case "amd_sev" -> settings.add(new Setting("confidential", "sev", line, written, value));
      case "intel_tdx" -> settings.add(new Setting("confidential", "tdx", line, written, value));
      case "cpu" -> {
        for (String flag : value.split("[,;=]", -1)) {
          String name = flag.length() > 1 ? flag.substring(1) : "";
          if (name.equals("vmx") || name.equals("svm")) {
            String to = flag.startsWith("+") ? "on" : "off";
            settings.add(new Setting("nested", to, line, written, value));
          }
        }
      }
      default -> {}
    }
  }
}
