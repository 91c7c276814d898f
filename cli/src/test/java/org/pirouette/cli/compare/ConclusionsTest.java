package org.pirouette.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pirouette.cli.CommandRun;
import org.pirouette.report.text.JsonTree;

/// What `compare` must not conclude, and how it words what it does.
final class ConclusionsTest {
  private static final String RECORDINGS =
      "src/test/resources/org/pirouette/cli/recording/linux-6.12/";
  private static final String INHIBITED =
      RECORDINGS + "apicv-on/trace-inhibited-apicbase-x2apic.ftrace.txt.gz";

  @TempDir private Path folder;

  private static String plain(String text) {
    return text.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ");
  }

  @Test
  void anInhibitedGuestIsPromisedNothing() throws Exception {
    Path page = folder.resolve("page.html");
    CommandRun.Result result = CommandRun.of("compare", INHIBITED, "--report", page.toString());
    assertThat(result.status()).as(result.error()).isZero();
    assertThat(plain(result.out()))
        .startsWith("KVM inhibited APICv for this guest (APIC_BASE_MODIFIED)")
        .contains("gain none while KVM inhibits it (APIC_BASE_MODIFIED)")
        .contains("posted: exact; once KVM no longer inhibits APICv for the guest")
        .contains("next 'pirouette doctor --vm DEFINITION'")
        .doesNotContain("take away");
    assertThat(plain(Files.readString(page)))
        .contains("KVM inhibited APICv for this guest (APIC_BASE_MODIFIED)")
        .contains("once KVM no longer inhibits APICv for the guest");
    String json = CommandRun.of("compare", INHIBITED, "--json").out();
    Map<String, ?> document =
        JsonTree.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    assertThat((Map<?, ?>) document.get("recording"))
        .extracting("inhibited")
        .isEqualTo("APIC_BASE_MODIFIED");
  }

  @Test
  void whatIsSetOnlyWhileAMachineIsCreatedIsNoInhibition() {
    for (String recording :
        new String[] {
          "apicv-on/trace-hlt-msi-x2apic.ftrace.txt.gz",
          "apicv-off/trace-hlt-msi-x2apic.ftrace.txt.gz"
        }) {
      assertThat(CommandRun.of("compare", RECORDINGS + recording).out()).doesNotContain("inhibit");
    }
  }

  @Test
  void aChangeIsCutOrRaisedAndShownFromTo() {
    assertThat(
            plain(
                CommandRun.of(
                        "compare", RECORDINGS + "apicv-off/trace-hlt-msi-x2apic.ftrace.txt.gz")
                    .out()))
        .startsWith("Posted interrupts would cut this recording's exits by 48.7 %: 411 -> 211;")
        .containsPattern("cut the 99th percentile of the interrupt latency by [0-9.]+ % \\(")
        .doesNotContain("by -");
  }
}
