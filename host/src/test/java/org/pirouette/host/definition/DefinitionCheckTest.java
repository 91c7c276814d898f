package org.pirouette.host.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pirouette.host.tree.Content;

/// Each option that matters is found in each syntax, with what to write in its place.
final class DefinitionCheckTest {
  private static Content content(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            DefinitionCheckTest.class.getResourceAsStream(
                "/org/pirouette/host/definition/" + name))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new Content.Text(name, text.lines().toList(), false);
    }
  }

  private static DefinitionCheck check(String name, String platform) throws IOException {
    return DefinitionCheck.of(Definitions.read(content(name)).orElseThrow(), platform);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "k_qemu_cmdline.txt|QEMU|server2019|pit-default synic vfio",
        "windows.xml|LIBVIRT|win-sql|synic nested-amd vfio nested-intel x2apic-off split hpet no-hv-time",
        "clean.xml|LIBVIRT|db|",
        "windows.conf|PROXMOX|gaming|synic nested-amd msi-relayed nested-intel",
        "ps.txt|QEMU|build7|sev many-amd gdb vfio x2apic-off split",
        "tcg.sh|QEMU||no-kvm irqchip-off passthrough cpu-pm",
        "cloud-hypervisor.json|CLOUD_HYPERVISOR||synic vfio",
        "firecracker.json|FIRECRACKER||pit-default"
      })
  void findsTheOptionsThatMatter(String file, Syntax syntax, String name, String rules)
      throws IOException {
    DefinitionCheck check = check(file, "");

    assertThat(check.definition().syntax()).isEqualTo(syntax);
    assertThat(check.definition().name()).isEqualTo(name == null ? "" : name);
    assertThat(check.findings().stream().map(DefinitionCheck.Finding::rule))
        .containsExactlyInAnyOrderElementsOf(rules == null ? List.of() : List.of(rules.split(" ")));
    assertThat(check.status()).isEqualTo(file.equals("clean.xml") ? 0 : 1);
  }

  @Test
  void writesTheSameOptionAnewInItsSyntax() throws IOException {
    assertThat(remedy("k_qemu_cmdline.txt", "synic"))
        .startsWith("-cpu host,hv_spinlocks=0x1fff,hv_vapic,")
        .endsWith(",hv_ipi,hv-apicv=on");
    assertThat(remedy("windows.xml", "synic")).isEqualTo("<avic state='on'/> in <hyperv>");
    assertThat(remedy("windows.conf", "synic")).isEqualTo("args: -cpu host,hv-apicv=on");
    assertThat(remedy("ps.txt", "split"))
        .isEqualTo("-machine pc-q35-7.2,usb=off,dump-guest-core=off,kernel-irqchip=on");
    assertThat(remedy("ps.txt", "x2apic-off")).isEqualTo("-cpu host,migratable=on,x2apic=on");
  }

  private static String remedy(String file, String rule) throws IOException {
    return check(file, "").findings().stream()
        .filter(finding -> finding.rule().equals(rule))
        .findFirst()
        .orElseThrow()
        .remedy();
  }

  @Test
  void tellsOnlyWhatHoldsOnTheHost() throws IOException {
    assertThat(check("k_qemu_cmdline.txt", "intel").headline())
        .isEqualTo("QEMU command line of server2019: may inhibit APICv and AVIC: synic.");
    assertThat(check("clean.xml", "amd").headline())
        .isEqualTo(
            "libvirt XML of db: nothing in it inhibits APICv, AVIC or posting; no assigned device,"
                + " so the IOMMU has nothing to post.");
  }

  @Test
  void namesTheLine() throws IOException {
    DefinitionCheck.Finding synic =
        check("windows.xml", "").findings().stream()
            .filter(finding -> finding.rule().equals("synic"))
            .findFirst()
            .orElseThrow();
    assertThat(synic.setting().line()).isEqualTo(11);
    assertThat(synic.setting().written()).isEqualTo("<synic state='on'/>");
  }

  @Test
  void takesNothingElseForADefinition() {
    for (String text :
        List.of(
            "BOOT_IMAGE=/vmlinuz root=UUID=1 ro intel_iommu=on iommu=pt quiet",
            "[    0.000000] Linux version 6.8.0 (x@y) #1 SMP",
            "kvm_exit 12 3",
            "processor\t: 0",
            "")) {
      assertThat(Definitions.read(new Content.Text("x", text.lines().toList(), false))).isEmpty();
    }
  }
}
