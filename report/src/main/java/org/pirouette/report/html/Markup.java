package org.pirouette.report.html;

import org.pirouette.report.text.Visible;

/// Builds HTML text. Everything that comes from outside goes through [#text] or an attribute's
/// value, which escape.
final class Markup {
  private final StringBuilder html = new StringBuilder();

  /// Opens an element.
  ///
  /// @param attributes names and values in turn
  Markup open(String tag, String... attributes) {
    html.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      html.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      html.append('"');
    }
    html.append('>');
    return this;
  }

  Markup close(String tag) {
    html.append("</").append(tag).append(">\n");
    return this;
  }

  Markup text(String text) {
    escape(text);
    return this;
  }

  /// An element that holds text alone.
  Markup element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close(tag);
  }

  /// Trusted markup: our own resources, never data.
  Markup raw(String trusted) {
    html.append(trusted);
    return this;
  }

  private void escape(String given) {
    String text = Visible.text(given);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> html.append("&amp;");
        case '<' -> html.append("&lt;");
        case '>' -> html.append("&gt;");
        case '"' -> html.append("&quot;");
        default -> html.append(c);
      }
    }
  }

  @Override
  public String toString() {
    return html.toString();
  }
}
