package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `exits` says of counts that come from other programs than perf: as much as they tell.
final class PastedSentencesTest {
  private static final String ACCESSES =
      """
            IO Port Access    Samples  Samples%     Time%    Min Time    Max Time         Avg time
                 0x608:PIN      70231    99.12%    98.90%      3.10us    400.01us      9.95us ( +-   0.20% )
                0xc040:POUT        412     0.58%     0.70%      6.05us     80.12us     12.40us ( +-   3.01% )
      """;

  @TempDir private Path folder;

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static String flowing(String text) {
    return text.replaceAll("\\s+", " ");
  }

  @Test
  void namesTheDeviceThatIsAccessedMost() throws IOException {
    Command.Outcome outcome = Command.run("exits", file("ports.txt", ACCESSES));

    assertThat(outcome.status()).isZero();
    assertThat(flowing(outcome.out()))
        .startsWith(
            "70,643 accesses, whose exits are not told. ACPI PM timer (port 608) is 99.4 % of them:"
                + " the guest keeps time by the ACPI timer.")
        .contains("ACPI PM timer (port 608) (99.4 % of the accesses)")
        .contains("risk: a TSC that changes its rate is no clock")
        .doesNotContain("No exits");
  }

  @Test
  void givesEachRemedyItsSourceAndItsRiskInJson() throws IOException {
    assertThat(Command.run("exits", "--json", file("ports.txt", ACCESSES)).out())
        .contains("\"of\" : \"accesses\"")
        .contains("\"risk\" : \"a TSC that changes its rate is no clock\"")
        .contains("\"source\" : \"QEMU hw/acpi/core.c; QEMU docs/system/i386/hyperv.rst\"");
  }

  @Test
  void takesTheNamesOfOneMachinesDevices() throws IOException {
    String map =
        file(
            "mtree.txt",
            """
            address-space: I/O
                000000000000c040-000000000000c05f (prio 1, i/o): virtio-pci
            """);
    String accesses = file("ports.txt", ACCESSES);

    assertThat(Command.run("exits", "--devices", map, accesses).out())
        .contains("virtio-pci (port c040)")
        .contains("ACPI PM timer (port 608)");

    Command.Outcome none = Command.run("exits", "--devices", accesses, accesses);
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.error()).contains("info mtree", "ports.txt", "address-space:");
  }

  @Test
  void doesNotSendUsersOfOtherHypervisorsToPerf() throws IOException {
    String xen =
        """
        (XEN) vmexits                           TOTAL[         300]
        (XEN)                   ARR001[       200]  ARR00c[       100]
        """;
    assertThat(flowing(Command.run("exits", file("xen.txt", xen)).out()))
        .startsWith("300 exits. EXTERNAL_INTERRUPT is 66.7 % of the exits")
        .contains("a trace of that hypervisor (of Xen: xentrace, then xenalyze)")
        .doesNotContain("perf record");
  }

  @Test
  void callsNoVcpuUnboundOfWhichNothingIsKnown() throws IOException {
    String text =
        """
         CPU 0/KVM-11  [000] d..1  1.000001: kvm_exit: vcpu 0 reason HLT rip 0x1 info1 0x0
         CPU 1/KVM-12  [001] d..1  1.000002: kvm_exit: vcpu 1 reason HLT rip 0x1 info1 0x0
        """;
    assertThat(flowing(Command.run("exits", file("two.txt", text)).out()))
        .contains("Too short to tell")
        .doesNotContain("exit-bound.");
  }
}
