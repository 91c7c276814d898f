package org.pirouette.host.source;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pirouette.host.tree.Content;
import org.pirouette.host.tree.Evidence;

/// Parameters of modules in the forms in which people paste them: `module/parameter value`, what
/// `grep . /sys/module/kvm*/parameters/*` prints, a shell with `cat`, `systool -vm`, `modprobe.d`,
/// and `module.parameter=value`.
final class ParameterListing {
  private static final String MODULE = "(kvm(?:[_-](?:intel|amd|pvm))?|vfio[\\w-]{0,20})";

  /// `[/sys/module/]kvm_intel/[parameters/]enable_apicv`, then a blank, `:` or `=`, then the value.
  private static final Pattern PATH =
      Pattern.compile(
          MODULE
              + "/(?:parameters/)?(\\w{1,64})(?:[:=]\\s{0,8}|\\s{1,16}(?:=\\s{0,8})?)(\\S{1,64})?");

  /// One file or several, also as `{enable_apicv,nested}`, whose values follow in lines of their
  /// own.
  private static final Pattern COMMAND =
      Pattern.compile(
          "(?:cat|more|head)((?:\\s+\\S{0,60}?"
              + MODULE
              + "/parameters/(?:\\w{1,64}|\\{[\\w,]{1,200}}))+)\\s*$");

  private static final Pattern ASKED =
      Pattern.compile(MODULE + "/parameters/(?:(\\w{1,64})|\\{([\\w,]{1,200})})");

  private static final Pattern SYSTOOL = Pattern.compile("^\\s*Module\\s*=\\s*\"" + MODULE + "\"");

  private static final Pattern QUOTED =
      Pattern.compile("^\\s*(\\w{1,64})\\s*=\\s*\"([^\"]{0,64})\"");

  private static final Pattern OPTIONS = Pattern.compile("^\\s*options\\s+" + MODULE + "\\s(.*)$");

  private static final Pattern DOTTED =
      Pattern.compile("^\\s*" + MODULE + "\\.(\\w{1,64})\\s*=\\s*(\\S{1,64})");

  private static final int LONGEST = 16;

  private final Map<String, Evidence> values = new LinkedHashMap<>();
  private final Set<String> modules = new LinkedHashSet<>();

  private ParameterListing() {}

  /// Reads a listing; lines that are none are passed over.
  static ParameterListing parse(Content content) {
    ParameterListing listing = new ParameterListing();
    String module = "";
    Deque<String> asked = new ArrayDeque<>();
    List<String> lines = content.lines();
    for (int number = 0; number < lines.size(); number++) {
      String line = lines.get(number);
      Matcher systool = SYSTOOL.matcher(line);
      Matcher command = COMMAND.matcher(line);
      Matcher quoted = QUOTED.matcher(line);
      if (systool.find()) {
        module = systool.group(1);
        listing.modules.add(module);
      } else if (command.find()) {
        asked.clear();
        Matcher one = ASKED.matcher(command.group(1));
        while (one.find()) {
          String names = one.group(2) == null ? one.group(3) : one.group(2);
          for (String name : names.split(",")) {
            asked.add(one.group(1) + "/" + name);
          }
        }
      } else if (!asked.isEmpty() && !line.isBlank()) {
        String value = line.strip();
        // What is longer is the shell's answer that there is no such file, or its next command.
        if (value.length() <= LONGEST) {
          listing.put(asked.remove(), value, content, number);
        } else {
          asked.clear();
        }
      } else if (!module.isEmpty() && quoted.find()) {
        listing.put(module + "/" + quoted.group(1), quoted.group(2), content, number);
      } else {
        listing.line(line, content, number);
      }
    }
    return listing;
  }

  private void line(String line, Content content, int number) {
    Matcher options = OPTIONS.matcher(line);
    if (options.find()) {
      for (String word : Text.words(options.group(2))) {
        int equals = word.indexOf('=');
        if (equals > 0) {
          String name = options.group(1) + "/" + word.substring(0, equals);
          put(name, word.substring(equals + 1), content, number);
        }
      }
      return;
    }
    Matcher dotted = DOTTED.matcher(line);
    if (dotted.find()) {
      put(dotted.group(1) + "/" + dotted.group(2), dotted.group(3), content, number);
      return;
    }
    Matcher path = PATH.matcher(line);
    if (path.find() && startsHere(line, path.start())) {
      String value = path.group(3) == null ? "" : path.group(3);
      put(path.group(1) + "/" + path.group(2), value, content, number);
    }
  }

  /// Before the module stands nothing, a path, or the mark of a quotation.
  private static boolean startsHere(String line, int at) {
    String before = line.substring(0, at).strip();
    return before.isEmpty() || before.endsWith("/") || before.endsWith(">");
  }

  private void put(String name, String value, Content content, int number) {
    int slash = name.indexOf('/');
    String module = name.substring(0, slash).replace('-', '_');
    modules.add(module);
    values.put(
        module + name.substring(slash),
        new Evidence(content.path(), number + 1, value.replace("\"", "")));
  }

  /// `module/parameter` to its value.
  Map<String, Evidence> values() {
    return values;
  }

  /// The modules that are named.
  Set<String> modules() {
    return modules;
  }
}
