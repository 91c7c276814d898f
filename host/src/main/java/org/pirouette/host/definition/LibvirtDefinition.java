package org.pirouette.host.definition;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A domain of libvirt: `virsh dumpxml`, whole or in part. Tags are read one by one, so that an
/// excerpt is read, too, and nothing is ever fetched or expanded.
final class LibvirtDefinition implements DefinitionReader {
  private static final Pattern TAG =
      Pattern.compile(
          "<(/?)([\\w:.-]{1,60})((?:\\s+[\\w:.-]{1,60}\\s*=\\s*(?:'[^'<]{0,4000}'|\"[^\"<]{0,4000}\"))*)\\s*(/?)>([^<]{0,200})");
  private static final Pattern ATTRIBUTE =
      Pattern.compile("([\\w:.-]{1,60})\\s*=\\s*(?:'([^']{0,4000})'|\"([^\"]{0,4000})\")");
  private static final int MANY = 255;
  private static final int DEEPEST = 64;

  /// One tag with what follows it.
  private record Element(
      String name,
      String parent,
      Map<String, String> attributes,
      String text,
      int line,
      String raw) {
    String attribute(String key) {
      return attributes.getOrDefault(key, "");
    }

    Setting set(String setting, String to) {
      return new Setting(setting, to, line, raw, "");
    }
  }

  @Override
  public Optional<Definition> read(String source, List<String> lines) {
    List<Element> elements = elements(lines);
    boolean isDomain =
        elements.stream().anyMatch(e -> e.name().equals("domain"))
            || elements.stream().anyMatch(e -> e.name().equals("hostdev"))
            || elements.stream().anyMatch(e -> e.name().equals("hyperv"));
    if (!isDomain) {
      return Optional.empty();
    }
    List<Setting> settings = new ArrayList<>();
    List<CommandWords.Word> arguments = new ArrayList<>();
    String name = "";
    for (Element element : elements) {
      if (element.name().equals("name") && element.parent().equals("domain") && name.isEmpty()) {
        name = element.text();
      } else if (element.name().equals("qemu:arg")) {
        arguments.add(new CommandWords.Word(element.attribute("value"), element.line()));
      } else {
        one(element, settings);
      }
    }
    settings.addAll(QemuDefinition.settings(arguments));
    if (settings.stream().noneMatch(setting -> setting.name().equals("irqchip"))) {
      settings.add(new Setting("kvm-irqchip", "full", 0, "the default", ""));
    }
    return Optional.of(
        new Definition(
            Syntax.LIBVIRT, name, source, settings, QemuDefinition.cpu(arguments, "host")));
  }

  private static void one(Element element, List<Setting> settings) {
    String state = element.attribute("state");
    switch (element.name()) {
      case "domain" -> {
        if (!element.attribute("type").isEmpty()) {
          boolean software = element.attribute("type").equals("qemu");
          settings.add(element.set("accel", software ? "tcg" : "kvm"));
        }
      }
      case "hyperv" -> {
        if (element.attribute("mode").equals("passthrough")) {
          settings.add(element.set("hv-passthrough", "on"));
        }
      }
      case "ioapic" ->
          settings.add(
              element.set("irqchip", element.attribute("driver").equals("qemu") ? "split" : "on"));
      case "timer" -> timer(element, settings);
      case "feature" -> feature(element, settings);
      case "vcpu" -> {
        if (element.text().matches("\\d{1,6}")) {
          int count = Integer.parseInt(element.text());
          settings.add(element.set("vcpus", count > MANY ? "many" : "few"));
        }
      }
      case "hostdev" -> {
        if (element.attribute("type").equals("pci")) {
          settings.add(element.set("device", "vfio"));
        }
      }
      case "interface" -> {
        if (element.attribute("type").equals("hostdev")) {
          settings.add(element.set("device", "vfio"));
        } else if (element.attribute("type").equals("vdpa")) {
          settings.add(element.set("device", "vdpa"));
        }
      }
      case "launchSecurity" -> {
        boolean tdx = element.attribute("type").equals("tdx");
        settings.add(element.set("confidential", tdx ? "tdx" : "sev"));
      }
      case "property", "qemu:property" -> {
        if (element.attribute("name").matches("x-no-kvm-msix?")
            && element.attribute("value").matches("true|on")) {
          settings.add(element.set("vfio-relay", "on"));
        }
      }
      default -> {
        if (element.parent().equals("hyperv") && !state.isEmpty()) {
          settings.add(element.set("hv-" + element.name(), state));
        }
      }
    }
  }

  private static void timer(Element element, List<Setting> settings) {
    boolean present = !element.attribute("present").equals("no");
    switch (element.attribute("name")) {
      case "hpet" -> settings.add(element.set("hpet", present ? "on" : "off"));
      case "hypervclock" -> settings.add(element.set("hv-time", present ? "on" : "off"));
      case "pit" -> {
        String policy = element.attribute("tickpolicy");
        if (!present) {
          settings.add(element.set("pit", "off"));
        } else if (!policy.isEmpty()) {
          settings.add(element.set("pit", policy.equals("delay") ? "reinject" : policy));
        }
      }
      default -> {}
    }
  }

  private static void feature(Element element, List<Setting> settings) {
    String policy = element.attribute("policy");
    String to = policy.equals("disable") || policy.equals("forbid") ? "off" : "on";
    switch (element.attribute("name")) {
      case "x2apic", "apic" -> settings.add(element.set(element.attribute("name"), to));
      case "vmx", "svm" -> settings.add(element.set("nested", to));
      default -> {}
    }
  }

  private static List<Element> elements(List<String> lines) {
    List<Element> elements = new ArrayList<>();
    Deque<String> open = new ArrayDeque<>();
    for (int number = 0; number < lines.size(); number++) {
      Matcher tag = TAG.matcher(lines.get(number));
      while (tag.find()) {
        if (!tag.group(1).isEmpty()) {
          if (open.contains(tag.group(2))) {
            while (!open.isEmpty() && !open.pop().equals(tag.group(2))) {
              // left open by an excerpt
            }
          }
          continue;
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        Matcher attribute = ATTRIBUTE.matcher(tag.group(3));
        while (attribute.find()) {
          String value = attribute.group(2) == null ? attribute.group(3) : attribute.group(2);
          attributes.put(attribute.group(1), value);
        }
        String raw = tag.group().substring(0, tag.group().indexOf('>') + 1);
        String parent = open.isEmpty() ? "" : open.peek();
        elements.add(
            new Element(tag.group(2), parent, attributes, tag.group(5).strip(), number + 1, raw));
        if (tag.group(4).isEmpty() && open.size() < DEEPEST) {
          open.push(tag.group(2));
        }
      }
    }
    return elements;
  }
}
