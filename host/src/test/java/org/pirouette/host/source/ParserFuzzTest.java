package org.pirouette.host.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pirouette.host.HostReader;
import org.pirouette.host.TestResource;
import org.pirouette.host.check.Diagnosis;
import org.pirouette.host.tree.FileTree;

/// Damaged files: whatever stands in them, doctor gives an answer, and in time.
final class ParserFuzzTest {
  private static final int ROUNDS = 400;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// Pieces of the formats that are read, to be mixed.
  private static final List<String> PIECES =
      List.of(
          "DMAR: dmar0: reg_base_addr fed90000 ver 1:0 cap ",
          "8d2078c106f0466",
          " ecap ",
          "f020df",
          "DMAR-IR: Enabled IRQ remapping in x2apic mode\n",
          "AMD-Vi: Extended features (0x",
          ", 0x",
          "kvm_amd: AVIC enabled\n",
          "(XEN) Intel VT-d Posted Interrupt ",
          "not enabled\n",
          "Posted Interrupt supported on IOMMU: dmar10\n",
          " 259   17:00.2 00000001 8fe81740 2d ",
          "8fe81740002d8001\n",
          "vfio-msix[0](0000:17:00.2)",
          "PIN: ",
          "  12. 127: ",
          "irq 9: ",
          "IRQ TOTAL DELTA NAME\n",
          "99999999999999999999",
          " 0 0 0 ",
          "\n",
          "\t",
          ":",
          "=",
          "- ",
          "CPU0 CPU1\n",
          "./30875-4/exits = 17|\n",
          "kvm_intel/enable_apicv Y\n",
          "vmx flags : posted_intr\n",
          "flags : vmx\n",
          "vendor_id : GenuineIntel\n",
          "vendor_id : AuthenticAMD\n",
          "kvm_apicv_inhibit_changed: set reason=1, inhibits=0x2 HYPERV\n",
          "kvm_pi_irte_update: PI is enabled and being updated for irq 5, vcpu 0\n",
          "GICv3: GICv4 features: ",
          "kvm_exit 13988 16.4 66300\n",
          "\u0000",
          "\u001b[2J",
          "\ud83d\ude00");

  @TempDir private Path folder;

  @Test
  void damagedFilesOfEveryKind() throws Exception {
    long seed = System.nanoTime();
    System.out.println("ParserFuzzTest seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    List<byte[]> seeds = new ArrayList<>();
    for (String name :
        List.of("dmesg.txt", "cpuinfo.txt", "on-parameters.txt", "on-cpuid.interrupts-after.txt")) {
      seeds.add(TestResource.bytes("apicv-host/" + name));
    }
    for (int round = 0; round < ROUNDS; round++) {
      Map<String, Path> files = new HashMap<>();
      for (HostFile file : HostFile.values()) {
        Path path = folder.resolve(file.name());
        Files.write(path, content(random, seeds));
        files.put(file.path(), path);
      }
      Diagnosis diagnosis =
          Assertions.assertTimeoutPreemptively(
              PATIENCE,
              () ->
                  Diagnosis.of(
                      new HostReader(new FileTree(Optional.empty(), files), 1, wait -> wait)
                          .read()));
      assertThat(diagnosis.headline()).isNotBlank();
      assertThat(diagnosis.grepAnswer()).isNotNull();
    }
  }

  private static byte[] content(SplittableRandom random, List<byte[]> seeds) {
    if (random.nextInt(3) == 0) {
      byte[] damaged = seeds.get(random.nextInt(seeds.size())).clone();
      for (int change = random.nextInt(60); change > 0; change--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      return damaged;
    }
    StringBuilder text = new StringBuilder();
    for (int piece = random.nextInt(60); piece > 0; piece--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
      if (random.nextInt(4) == 0) {
        text.append(Long.toHexString(random.nextLong()));
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
