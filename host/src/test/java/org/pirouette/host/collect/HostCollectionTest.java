package org.pirouette.host.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pirouette.host.HostReader;
import org.pirouette.host.TreeOnDisk;
import org.pirouette.host.check.Diagnosis;
import org.pirouette.host.facts.HostFacts;
import org.pirouette.host.tree.ArchiveTree;
import org.pirouette.host.tree.HostTree;
import org.pirouette.host.tree.RootedTree;

/// What is packed, what is masked, and that the same diagnosis comes out of it.
final class HostCollectionTest {
  @TempDir private Path folder;

  private Path host() throws Exception {
    Path root = Files.createDirectories(folder.resolve("host"));
    new TreeOnDisk(root)
        .with("proc/cpuinfo", "processor : 0\nvendor_id : GenuineIntel\nflags : vmx cx16\n")
        .with("proc/sys/kernel/hostname", "build-server-7\n")
        .with(
            "proc/cmdline",
            "root=UUID=01234567-89ab-cdef-0123-456789abcdef ip=10.1.2.3 intremap=nopost")
        .with("proc/version", "Linux version 6.12.1 (x@build-server-7)")
        .with(
            "dmesg",
            """
            [    0.0] Command line: password=secret
            [    1.0] usb 1-1: SerialNumber: 4C530001
            [    1.1] DMAR-IR: Enabled IRQ remapping in x2apic mode
            Nov 09 03:24:52 build-server-7 kernel: DMAR: dmar1: reg_base_addr fed91000 ver 1:0 cap 8d2078c106f0466 ecap f020df
            [    1.2] AMD-Vi: nic 52:54:00:12:34:56 at 192.168.1.17 on build-server-7 S/N: ABC123
            """)
        .with("proc/4711/comm", "qemu-system-x86\n")
        .with(
            "proc/4711/cmdline",
            "qemu-system-x86_64\0-name\0guest=payroll\0-cpu\0host,hv-synic,model-id=Secret\0-device\0"
                + "vfio-pci,host=0000:17:00.2,id=x\0-drive\0file=/home/alice/disk.img\0")
        .with("proc/4711/task/4713/comm", "CPU 0/KVM\n")
        .with("proc/99/comm", "ssh-agent\n")
        .with("proc/99/cmdline", "ssh-agent\0secret\0")
        .with("sys/module/kvm_intel/parameters/enable_apicv", "Y\n")
        .with("etc/shadow", "root:x\n");
    return root;
  }

  @Test
  void holdsWhatDoctorReadAndNoMore() throws Exception {
    HostTree packed = pack(host());
    assertThat(packed.read("proc/cpuinfo").present()).isTrue();
    assertThat(packed.read("sys/module/kvm_intel/parameters/enable_apicv").value()).isEqualTo("Y");
    assertThat(packed.read("etc/shadow").present()).isFalse();
    assertThat(packed.list("proc/99")).isEmpty();
    assertThat(packed.read("proc/sys/kernel/hostname").present()).isFalse();
    assertThat(packed.list("sys/module")).contains("kvm_intel");
  }

  @Test
  void masksWhatNamesItsOwner() throws Exception {
    HostTree packed = pack(host());
    String all =
        String.join("\n", packed.read("dmesg").lines())
            + String.join("\n", packed.read("proc/cmdline").lines())
            + String.join("\n", packed.read("proc/version").lines())
            + String.join("\n", packed.read("proc/4711/cmdline").lines());
    for (String secret :
        List.of(
            "build-server-7",
            "52:54:00:12:34:56",
            "192.168.1.17",
            "10.1.2.3",
            "4C530001",
            "ABC123",
            "01234567-89ab",
            "password",
            "payroll",
            "alice",
            "Secret")) {
      assertThat(all).doesNotContain(secret);
    }
    assertThat(all)
        .contains("intremap=nopost", "hv-synic", "host=0000:17:00.2", "cap 8d2078c106f0466");
  }

  @Test
  void givesTheSameDiagnosis() throws Exception {
    Path root = host();
    Diagnosis before = Diagnosis.of(read(new RootedTree(root)));
    Diagnosis after = Diagnosis.of(read(pack(root)));
    assertThat(after.verdict()).isEqualTo(before.verdict());
    assertThat(after.chain())
        .extracting(finding -> finding.question().id() + finding.state())
        .isEqualTo(
            before.chain().stream()
                .map(finding -> finding.question().id() + finding.state())
                .toList());
  }

  private static HostFacts read(HostTree tree) throws InterruptedException {
    return new HostReader(tree, 1, wait -> wait).read();
  }

  private HostTree pack(Path root) throws Exception {
    HostReader reader = new HostReader(new RootedTree(root), 1, wait -> wait);
    HostFacts facts = reader.read();
    Path file = folder.resolve("collection.tar.zst");
    try (var out = Files.newOutputStream(file)) {
      HostCollection.write(Packing.of(reader.recording(), facts), out);
    }
    return ArchiveTree.open(file);
  }
}
