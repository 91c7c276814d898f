package org.pirouette.host.collect;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Shapes of values that tell nothing of who owns a host.
final class Allowed {
  /// A PCI address; all machines of a kind have the same ones.
  static final String PCI = "[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]";

  private static final Pattern RELEASE =
      Pattern.compile("(\\d{1,3}\\.\\d{1,4}(?:\\.\\d{1,4})?)([-+.A-Za-z0-9_~]*)");

  /// Parts of a release that name a distribution or a kind of build.
  private static final Pattern BUILD =
      Pattern.compile(
          "\\d{1,4}|rc\\d{1,2}|pve|generic|amd64|arm64|cloud|aws|azure|gcp|lowlatency|rt\\d{0,3}"
              + "|el\\d{1,2}|fc\\d{2}|x86_64|aarch64|default|lts|zen|arch|bpo\\d{0,2}|deb\\d{1,2}");

  private static final List<String> MAKERS =
      List.of(
          "intel(r)",
          "xeon(r)",
          "core(tm)",
          "atom(tm)",
          "pentium(r)",
          "celeron(r)",
          "intel",
          "xeon",
          "gold",
          "silver",
          "platinum",
          "bronze",
          "processor",
          "cpu",
          "amd",
          "epyc",
          "ryzen",
          "threadripper",
          "opteron",
          "hygon",
          "ampere",
          "altra",
          "neoverse",
          "kunpeng");

  private Allowed() {}

  /// `6.12.113-39-pve` of any text that holds a release; a private suffix is left out.
  static String release(String text) {
    Matcher matcher = RELEASE.matcher(text);
    if (!matcher.find()) {
      return "";
    }
    StringBuilder release = new StringBuilder(matcher.group(1));
    for (String part : matcher.group(2).split("[-+.~_]")) {
      if (!part.isEmpty() && BUILD.matcher(part).matches() && release.length() < 60) {
        release.append('-').append(part);
      }
    }
    return release.toString();
  }

  /// The words of a processor's name that name its maker and line.
  static String processor(String name) {
    StringBuilder kept = new StringBuilder();
    for (String word : name.split("\\s+")) {
      if (MAKERS.contains(word.toLowerCase(java.util.Locale.ROOT))) {
        kept.append(kept.isEmpty() ? "" : " ").append(word);
      }
    }
    return kept.toString();
  }

  /// Those of the words that are known, in their order, with one blank between them.
  static String words(String text, Set<String> known) {
    StringBuilder kept = new StringBuilder();
    for (String word : text.split("[\\s|,]+")) {
      if (known.contains(word)) {
        kept.append(kept.isEmpty() ? "" : " ").append(word);
      }
    }
    return kept.toString();
  }
}
