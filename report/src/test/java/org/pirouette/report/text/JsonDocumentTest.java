package org.pirouette.report.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

final class JsonDocumentTest {
  @Test
  void keysKeepTheirOrderAndTheSchemaComesFirst() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonDocument json = JsonDocument.openCompact(bytes, "compare", 1)) {
      json.field("seed", 7)
          .field("share", 0.25)
          .field("nothing", Double.NaN)
          .object("host", host -> host.field("pcpus", 4).field("posted", true))
          .array("modes", List.of("apicv", "posted"), (mode, name) -> mode.field("name", name))
          .numbers("percentiles", 1.5, 2)
          .texts("notes", List.of("a \"quoted\" note"));
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"schema\":\"pirouette.compare\",\"version\":1,\"seed\":7,\"share\":0.25,"
                + "\"nothing\":null,\"host\":{\"pcpus\":4,\"posted\":true},"
                + "\"modes\":[{\"name\":\"apicv\"},{\"name\":\"posted\"}],"
                + "\"percentiles\":[1.5,2],\"notes\":[\"a \\\"quoted\\\" note\"]}\n");
  }

  @Test
  void whatWasWrittenIsRead() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonDocument json = JsonDocument.open(bytes, "exits", 2)) {
      json.field("total", 3L).numbers("means", 0.5, Double.POSITIVE_INFINITY);
    }
    Map<String, ?> read = JsonTree.read(new ByteArrayInputStream(bytes.toByteArray()));
    assertThat(read.get("schema")).isEqualTo("pirouette.exits");
    assertThat(read.get("version")).isEqualTo(2L);
    assertThat((List<?>) read.get("means")).hasSize(2).last().isNull();
  }

  @Test
  void noByteActsOnATerminal() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonDocument json = JsonDocument.openCompact(bytes, "exits", 2)) {
      json.field("name", "a\u007f\u0000\u001b\u009b\u202e");
    }
    String text = bytes.toString(StandardCharsets.UTF_8);
    assertThat(text).contains("a\\u007F\\u0000\\u001B\\u009B\\u202E");
    assertThat(text.strip().chars()).allMatch(c -> c >= 0x20 && c < 0x7f);
  }

  @Test
  void brokenTextNamesItsPlace() {
    for (String broken : List.of("", "[1]", "{\"a\":", "{\"a\":1", "{a:1}", "\u0000\u0001")) {
      byte[] bytes = broken.getBytes(StandardCharsets.UTF_8);
      assertThatThrownBy(() -> JsonTree.read(new ByteArrayInputStream(bytes)))
          .as(broken)
          .isInstanceOf(JacksonException.class);
    }
  }
}
