package org.pirouette.report.html;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pirouette.report.html.Page.KeyFigure;
import org.pirouette.report.text.Cell;
import org.pirouette.report.text.Column;
import org.pirouette.report.text.JsonDocument;
import org.pirouette.report.text.Style;

/// Makes one self-contained HTML file out of a [Page]: about 1.1 MB, most of it the plotting
/// library.
public final class PageWriter {
  /// Tables longer than this are folded until the reader opens them.
  private static final int OPEN_ROWS = 12;

  private PageWriter() {}

  /// Writes the page as UTF-8.
  public static void write(Page page, OutputStream out) throws IOException {
    out.write(render(page).getBytes(StandardCharsets.UTF_8));
  }

  /// The page as HTML text.
  public static String render(Page page) {
    Markup body = new Markup();
    header(body, page);
    body.open("main", "id", "content");
    for (Section section : page.sections()) {
      section(body, section);
    }
    body.close("main").element("footer", page.footer());
    return Shell.document(
        page.title(),
        body,
        Shell.resource("page.css"),
        data(page),
        Shell.plottingLibrary(),
        Shell.resource("theme.js"),
        Shell.resource("page.js"));
  }

  private static void header(Markup body, Page page) {
    body.element("a", "Skip to content", "href", "#content", "class", "skip");
    body.open("header");
    body.open("div", "class", "top").element("span", page.title(), "class", "title");
    body.element("button", "Theme: automatic", "id", "theme", "type", "button").close("div");
    body.element("h1", page.headline());
    if (!page.figures().isEmpty()) {
      body.open("dl", "class", "figures");
      for (KeyFigure figure : page.figures()) {
        body.open("div")
            .element("dt", figure.label())
            .element("dd", figure.value(), "class", "value");
        body.element("dd", figure.note(), "class", "note").close("div");
      }
      body.close("dl");
    }
    body.open("nav", "aria-label", "Contents").open("ul");
    for (Section section : page.sections()) {
      body.open("li").element("a", section.title(), "href", "#" + section.id()).close("li");
    }
    body.close("ul").close("nav").close("header");
  }

  private static void section(Markup body, Section section) {
    String heading = section.id() + "-title";
    body.open("section", "id", section.id(), "aria-labelledby", heading);
    body.element("h2", section.title(), "id", heading);
    for (Block block : section.blocks()) {
      switch (block) {
        case Block.Prose(String text) -> body.element("p", text);
        case Block.Code(String text) -> body.element("pre", text, "tabindex", "0");
        case Block.Grid(String title, DataTable table) -> table(body, title, table);
        case Block.Figure figure -> figure(body, figure);
      }
    }
    body.close("section");
  }

  /// The plot's place, its legend's place, and its numbers. The script fills the first two.
  private static void figure(Markup body, Block.Figure figure) {
    DataTable numbers = ChartTable.of(figure.chart());
    body.open("figure", "id", figure.id()).element("h3", figure.title());
    body.element("figcaption", figure.caption());
    body.open("div", "class", "legend", "role", "group", "aria-label", "Shown in the plot")
        .close("div");
    body.open(
            "div",
            "class",
            "chart",
            "role",
            "application",
            "tabindex",
            "0",
            "aria-label",
            figure.title()
                + ". Arrow keys move from point to point; the numbers follow as a table.")
        .close("div");
    body.open("p", "class", "reading", "aria-live", "polite").close("p");
    if (numbers.rows().size() <= OPEN_ROWS) {
      body.raw("<details open>");
    } else {
      body.open("details");
    }
    body.element("summary", "Numbers");
    table(body, "", numbers);
    body.close("details").close("figure");
  }

  private static void table(Markup body, String title, DataTable table) {
    body.open("div", "class", "table", "tabindex", "0").open("table");
    if (!title.isEmpty()) {
      body.element("caption", title);
    }
    body.open("thead").open("tr");
    for (Column column : table.columns()) {
      body.element(
          "th", column.header().replace('\n', ' '), "scope", "col", "class", alignment(column));
    }
    body.close("tr").close("thead").open("tbody");
    for (List<Cell> row : table.rows()) {
      body.open("tr");
      for (int i = 0; i < row.size(); i++) {
        Cell cell = row.get(i);
        String classes = alignment(table.columns().get(i)) + style(cell.style());
        if (i == 0) {
          body.element("th", cell.text(), "scope", "row", "class", classes);
        } else {
          body.element("td", cell.text(), "class", classes);
        }
      }
      body.close("tr");
    }
    body.close("tbody").close("table").close("div");
  }

  private static String alignment(Column column) {
    return column.alignment() == Column.Alignment.RIGHT ? "number" : "words";
  }

  private static String style(Style style) {
    return style == Style.PLAIN ? "" : " " + style.name().toLowerCase(Locale.ROOT);
  }

  private static String data(Page page) {
    List<Block.Figure> figures = new ArrayList<>();
    for (Section section : page.sections()) {
      for (Block block : section.blocks()) {
        if (block instanceof Block.Figure figure) {
          figures.add(figure);
        }
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonDocument json = JsonDocument.openCompact(bytes, "page", 1)) {
      json.array("figures", figures, ChartJson::write);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
