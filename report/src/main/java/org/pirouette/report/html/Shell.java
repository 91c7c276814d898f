package org.pirouette.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The file around a page's content: head, style, theme switch, embedded data and scripts.
///
/// A content security policy forbids every request, so that "works offline" is enforced by the
/// browser and not only intended.
final class Shell {
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

  private Shell() {}

  /// A complete document.
  ///
  /// @param title the tab's text
  /// @param body markup of the content
  /// @param style our own style sheets
  /// @param data JSON for the scripts, found under the id `data`
  /// @param scripts sources of our own and of libraries, run in this order
  static String document(String title, Markup body, String style, String data, String... scripts) {
    Markup page = new Markup();
    page.raw("<!DOCTYPE html>\n")
        .open("html", "lang", "en")
        .open("head")
        .raw("<meta charset=\"utf-8\">\n");
    page.open("meta", "http-equiv", "Content-Security-Policy", "content", POLICY);
    page.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    page.open("meta", "name", "color-scheme", "content", "light dark");
    page.open("link", "rel", "icon", "href", "data:,");
    page.element("title", title).open("style").raw(style).close("style").close("head");
    page.open("body").raw(body.toString());
    page.open("script", "type", "application/json", "id", "data")
        .raw(inScript(data))
        .close("script");
    for (String script : scripts) {
      page.open("script").raw(script).close("script");
    }
    return page.close("body").close("html").toString();
  }

  /// JSON that cannot end the script element it stands in.
  private static String inScript(String json) {
    return json.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
  }

  /// A text resource of this package.
  static String resource(String name) {
    return read(Shell.class.getResourceAsStream(name), name);
  }

  /// The plotting library from its jar.
  static String plottingLibrary() {
    String name = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";
    return read(Shell.class.getResourceAsStream(name), name);
  }

  private static String read(@org.jspecify.annotations.Nullable InputStream stream, String name) {
    if (stream == null) {
      throw new IllegalStateException("the resource " + name + " is missing from the class path");
    }
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the resource " + name + " cannot be read", e);
    }
  }
}
