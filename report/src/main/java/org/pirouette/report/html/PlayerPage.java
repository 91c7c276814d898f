package org.pirouette.report.html;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Makes the interactive page of `explain`: one self-contained file with controls to play, step and
/// choose, filled by its script from embedded data.
public final class PlayerPage {
  private PlayerPage() {}

  /// Writes the page as UTF-8.
  ///
  /// @param data the stories as JSON, as `StoryJson` writes them
  public static void write(String data, OutputStream out) throws IOException {
    out.write(render(data).getBytes(StandardCharsets.UTF_8));
  }

  /// The page as HTML text.
  public static String render(String data) {
    Markup body = new Markup();
    body.element("a", "Skip to the controls", "href", "#controls", "class", "skip");
    body.open("header").open("div", "class", "top");
    body.element("span", "pirouette explain", "class", "title");
    body.element("button", "Theme: automatic", "id", "theme", "type", "button").close("div");
    body.element("h1", "One interrupt, step by step", "id", "outcome").close("header");
    body.open("main").open("section", "id", "controls", "aria-label", "Controls");
    select(body, "mode", "Delivery mode");
    select(body, "situation", "When it comes");
    body.open("div", "class", "buttons");
    button(body, "first", "|<", "First step");
    button(body, "back", "<", "One step back");
    button(body, "play", "Play", "Play or pause");
    button(body, "next", ">", "One step on");
    button(body, "last", ">|", "Last step");
    body.close("div");
    body.element("label", "Step", "for", "slider");
    body.open("input", "id", "slider", "type", "range", "min", "0", "value", "0").close("section");
    body.open("section", "id", "stage", "aria-hidden", "true").close("section");
    body.open("section", "id", "now", "aria-live", "polite", "aria-label", "Current step")
        .close("section");
    body.open("section", "id", "places", "aria-label", "Who does what").close("section");
    body.open("section", "id", "structures", "aria-label", "Structures of the hardware")
        .close("section");
    body.element(
        "p",
        "Point at a bit, or move there by Tab and arrow keys, to read its name.",
        "id",
        "bit-name",
        "aria-live",
        "polite");
    body.open("section", "id", "list-section", "aria-labelledby", "list-title");
    body.element("h2", "All steps", "id", "list-title")
        .open("ol", "id", "list")
        .close("ol")
        .close("section");
    body.close("main");
    body.element(
        "footer",
        "The steps are those of Pirouette's protocol model, run one at a time; the cycles are those"
            + " of the cost profile.");
    return Shell.document(
        "pirouette explain",
        body,
        Shell.resource("page.css") + Shell.resource("player.css") + Shell.resource("stage.css"),
        data,
        Shell.resource("theme.js"),
        Shell.resource("stage.js") + Shell.resource("player.js"));
  }

  private static void select(Markup body, String id, String label) {
    body.open("div")
        .element("label", label, "for", id)
        .open("select", "id", id)
        .close("select")
        .close("div");
  }

  private static void button(Markup body, String id, String text, String label) {
    body.element("button", text, "id", id, "type", "button", "aria-label", label, "title", label);
  }
}
