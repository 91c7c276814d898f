package org.pirouette.host.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pirouette.host.HostReader;
import org.pirouette.host.TreeOnDisk;
import org.pirouette.host.check.Diagnosis;
import org.pirouette.host.facts.HostFacts;
import org.pirouette.host.source.HostFile;
import org.pirouette.host.tree.ArchiveTree;
import org.pirouette.host.tree.Content;
import org.pirouette.host.tree.HostTree;
import org.pirouette.host.tree.RootedTree;

/// Secrets of every kind in every source, and none of them in a collection.
final class LeakTest {
  /// One of each kind that a host may hold.
  static final List<String> SECRETS = Secrets.all();

  @TempDir private Path folder;

  /// What is planted in every source: all secrets, each as a word of its own, as the value of
  /// options that begin like known ones, and with the words by which block-lists pass things.
  private static String planted() {
    StringBuilder text = new StringBuilder();
    for (String secret : SECRETS) {
      text.append(secret).append(" kvm.").append(secret).append('=').append(secret);
      text.append(" vfio-").append(secret).append(" DMAR: ").append(secret);
      text.append(" hv_").append(secret).append(",svm").append(secret).append(' ');
    }
    return text.toString();
  }

  private static TreeOnDisk host(Path root) {
    String all = planted();
    TreeOnDisk tree =
        new TreeOnDisk(root)
            .with("proc/sys/kernel/hostname", "db7-secrethost\n")
            .with(
                "proc/version",
                "Linux version 6.12.1-39-corp-acme (builder@build7.secretcorp.example.com) "
                    + all
                    + "\n")
            .with(
                "proc/cmdline",
                "BOOT_IMAGE=/vmlinuz intel_iommu=on,hunter2 iommu=pt kvm.secretpw=hunter2"
                    + " kvm_intel.nested=hunter2 kvm_intel.enable_apicv=1 rd.luks.key=SECRETLUKS"
                    + " isolcpus=10.1.2.3 nested.token=TOK123 tsc=reliable "
                    + all
                    + "\n")
            .with(
                "proc/cpuinfo",
                """
                processor\t: 0
                vendor_id\t: GenuineIntel
                model name\t: Intel(R) Xeon(R) db7-secrethost %s
                flags\t\t: vmx cx16 hunter2 %s
                vmx flags\t: posted_intr vapic_reg vid hunter2
                bugs\t: hunter2
                Serial\t\t: 00000000abcdef12
                """
                    .formatted(all, all))
            .with(
                "proc/interrupts",
                "           CPU0 CPU1 hunter2\n 28: 5 0 IR-PCI-MSI-0000:17:00.2 0-edge"
                    + " vfio-msix[0](0000:17:00.2) hunter2\n 30: 5 0 IR-PCI-MSI 1-edge"
                    + " eth-customer-acme-rx-0\n 31: 7 0 hunter2 "
                    + all
                    + "\nPIN: 5 0 Posted-interrupt notification event\n")
            .with("proc/iomem", "fed90000-fed90fff : dmar0\n1-2 : dmar0 hunter2\n" + all + "\n")
            .with("sys/hypervisor/type", "hunter2\n")
            .with("sys/kernel/security/lockdown", "[none] hunter2\n")
            .with("sys/class/iommu/dmar0/intel-iommu/cap", "8d2078c106f0466\n")
            .with("sys/class/iommu/dmar0/intel-iommu/ecap", "f020df\n")
            .with("sys/class/iommu/dmar1/intel-iommu/cap", "8d2078c106f0466 hunter2\n")
            .with("sys/class/iommu/hunter2/intel-iommu/cap", "8d2078c106f0466\n")
            .with("sys/module/kvm_intel/parameters/enable_apicv", "Y\n")
            .with("sys/module/kvm_intel/parameters/nested", "hunter2\n")
            .with("sys/module/kvm_intel/parameters/hunter2", "Y\n")
            .with("sys/module/hunter2/x", "")
            .with("sys/kernel/debug/kvm/1234-11/exits", "1000\n")
            .with("sys/kernel/debug/kvm/1234-11/exits.later", "hunter2\n")
            .with("sys/kernel/debug/kvm/1234-11/vcpu0/pid", "1235\n")
            .with("sys/kernel/debug/irq/irqs/28", "chip: IR-PCI-MSI\nname: hunter2\n" + all)
            .with("sys/bus/pci/drivers/vfio-pci/0000:17:00.2/x", "")
            .with("proc/1234/comm", "qemu-system-x86\n")
            .with("proc/1234/task/1235/comm", "CPU 0/KVM\n")
            .with("proc/1234/task/1236/comm", "alice-vcpu1-hunter2\n")
            .with("proc/99/comm", "ssh-alice\n")
            .with("proc/99/cmdline", "ssh\0alice\0hunter2\0")
            .with(
                "proc/1234/cmdline",
                String.join(
                        "\0",
                        "/usr/bin/qemu-system-x86_64",
                        "-name",
                        "guest=customer-acme-prod,debug-threads=on",
                        "-object",
                        "secret,id=masterKey0,format=raw,file=/var/lib/acme/master-key.aes",
                        "-spice",
                        "port=5900,addr=10.1.2.3,password=hunter2",
                        "-spice",
                        "port=5901,password=vfiosecret",
                        "-smbios",
                        "type=1,serial=SMBSERIAL,uuid=12345678-1234-1234-1234-123456789abc",
                        "-drive",
                        "file=/srv/vfio-customer.qcow2,serial=DRVSER",
                        "-drive",
                        "file=rbd:pool/vmx-customer:id=admin:key=AQSECRETKEY==",
                        "-device",
                        "vfio-pci,host=0000:17:00.2,id=customer-acme-gpu,x-no-kvm-msi=on",
                        "-device",
                        "{\"driver\":\"vfio-pci\",\"host\":\"0000:18:00.0\",\"id\":\"hunter2\"}",
                        "-device",
                        "vfio-pci,host=hunter2,x-no-kvm-msi=hunter2",
                        "-cpu",
                        "host,hv-vendor-id=acmecorp,hv_relaxed,hv-synic,hv-hunter2,model-id=hunter2",
                        "-append",
                        "root=/dev/vda kvm-pit password=hunter2",
                        "-hv-secret",
                        "-fw_cfg",
                        "name=opt/vfio.key,string=SECRETFW",
                        "hv-customer-password-hunter2",
                        "-p4ssw0rd",
                        "-machine",
                        "q35,kernel-irqchip=on,x=hunter2",
                        all)
                    + "\0")
            .with("dmesg", dmesg(all))
            .with(
                "sys/kernel/tracing/trace",
                """
                # tracer: nop
                # hunter2
                 alice-bash-4242 [000] d..2. 100.1: kvm_apicv_inhibit_changed: set reason=1, inhibits=0x2 HYPERV hunter2
                 ssh-alice-4243 [000] d..2. 100.2: sys_openat: filename: "/home/alice/.ssh/id_rsa"
                 bash-1 [000] d... 100.3: tracing_mark_write: kvm_apicv_inhibit_changed: password=hunter2
                 %s
                """
                    .formatted(all));
    for (HostFile file : HostFile.values()) {
      if (!Files.exists(root.resolve(file.path()))) {
        tree.with(file.path(), seed(file) + all + "\n" + SECRETS.getFirst() + "\n");
      }
    }
    return tree;
  }

  private static String seed(HostFile file) {
    return switch (file) {
      case PARAMETERS -> "kvm_intel/enable_apicv Y\nkvm_intel/hunter2 Y\nkvm/nested hunter2\n";
      case KVM_COUNTERS -> "# 1234-11\nexits 1000\nhunter2 7\nexits = hunter2\n";
      case KVM_STAT -> "kvm_exit 100 10\nkvm_hunter2 100 10\nkvm_exit(hunter2) 1 1\n";
      case IOMMU_REGISTERS, IOMMU_LATENCY ->
          "IOMMU: dmar0 Register Base Address: fed90000\nCAP 0x8 0x8d2078c106f0466 hunter2\n";
      case REMAPPING_TABLES -> "Remapped Interrupt supported on IOMMU: dmar0 hunter2\n";
      default -> "";
    };
  }

  private static String dmesg(String all) {
    return """
    [    0.000000] Linux version 6.12.1-acme (builder@build7.secretcorp.example.com) (gcc 12)
    [    0.000000] Command line: BOOT_IMAGE=/vmlinuz kvm-intel.nested=1 rd.luks.key=SECRETLUKS systemd.set_credential=passwd.hashed-password.root:SECRETHASH
    [    0.000000] Kernel command line: kvm-intel.nested=1 ip=10.1.2.3::10.1.2.1:255.255.255.0:db7-secrethost:eth0 nfsroot=nfs7:/export
    [    0.000000] DMI: Dell Inc. PowerEdge R740/0ABCDE, Serial: SVCTAG77
    [    0.000000] Hardware name: Dell PowerEdge R740 S/N: ABC1234 Asset Tag: ASSET99
    [    0.000000] ACPI: RSDP 0x00 SERIALACPI acme
    [    0.000000] ACPI: DMAR 0x00 acme
    [    0.100000] DMAR: dmar0: reg_base_addr fed90000 ver 1:0 cap 8d2078c106f0466 ecap f020df
    [    0.200000] DMAR-IR: Enabled IRQ remapping in x2apic mode
    Nov 09 03:24:52 db7-secrethost kernel: DMAR: dmar1: reg_base_addr fed91000 ver 1:0 cap 8d2078c106f0466 ecap f020df
    [   10.0] audit: apparmor="DENIED" profile="libvirt-12345678-1234-1234-1234-123456789abc" name="/srv/images/customer-acme.qcow2" comm="qemu-kvm" user="alice"
    [   11.0] kvm [1234]: vcpu0, guest rIP: 0xffffffff81 disabled perfctr wrmsr guest customer-acme
    [   12.0] kvm: user alice@secretcorp.example.com opened /dev/kvm
    [   13.0] vfio-pci 0000:17:00.2: vfio ITS: fe80::1234:56ff:fe78:9abc and 2001:db8:85a3::8a2e:370:7334 up
    [   14.0] IOMMU: device aa-bb-cc-dd-ee-ff mac AABB.CCDD.EEFF
    [   15.0] APIC: sn=SN555 ServiceTag: TAG777 Serial Number:  XYZ-1 2 uuid {12345678123412341234123456789abc}
    [   16.0] IOMMU: iqn.2001-04.com.secretcorp:storage.disk1 wwn 50:01:43:80:12:34:56:78
    [   17.0] usb 1-1: sandisk SerialNumber: 4C530001 kvm
    """
        + all.replace("DMAR: ", "\n[ 1.000000] DMAR: ")
        + "\n";
  }

  @Test
  void noSecretIsPacked() throws Exception {
    Path root = folder.resolve("host");
    host(root);
    HostReader reader = new HostReader(new RootedTree(root), 2, wait -> wait);
    Packing packing = Packing.of(reader.recording(), reader.read());
    String packed = String.join("\n", packing.shown()).toLowerCase(Locale.ROOT);
    List<String> leaked =
        SECRETS.stream()
            .filter(secret -> packed.contains(secret.toLowerCase(Locale.ROOT)))
            .toList();
    System.out.printf(
        "%d secrets in %d sources; %d in the collection%n",
        SECRETS.size(), packing.entries().size(), leaked.size());
    assertThat(leaked).as(packed).isEmpty();
    assertThat(packed)
        .contains("cap 8d2078c106f0466", "enable_apicv", "hv-synic=on", "0x2 hyperv", "6.12.1-39");
  }

  /// The 37 that were planted when 23 of them came through are among these.
  @Test
  void everyKindIsPlanted() {
    String all = planted();
    Secrets.BY_KIND.forEach(
        (kind, secrets) -> assertThat(secrets).as(kind).isNotEmpty().allMatch(all::contains));
    assertThat(Secrets.BY_KIND).hasSizeGreaterThanOrEqualTo(14);
    assertThat(SECRETS).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(37);
  }

  @Test
  void theCollectionGivesTheSameDiagnosis() throws Exception {
    Path root = folder.resolve("host");
    host(root);
    HostReader reader = new HostReader(new RootedTree(root), 2, wait -> wait);
    HostFacts facts = reader.read();
    Path file = folder.resolve("c.tar.zst");
    try (var out = Files.newOutputStream(file)) {
      HostCollection.write(Packing.of(reader.recording(), facts), out);
    }
    Diagnosis before = Diagnosis.of(facts);
    Diagnosis after = Diagnosis.of(new HostReader(ArchiveTree.open(file), 2, wait -> wait).read());
    assertThat(answers(after)).isEqualTo(answers(before));
  }

  private static List<String> answers(Diagnosis diagnosis) {
    List<String> answers = new ArrayList<>();
    answers.add(diagnosis.platform() + " " + diagnosis.verdict() + " " + diagnosis.vcpuPosting());
    diagnosis.chain().stream()
        .map(finding -> finding.question().id() + " " + finding.state())
        .forEach(answers::add);
    return answers;
  }

  /// Asks for nothing that is there, and remembers what was asked for.
  private static final class Asking implements HostTree {
    private final HostTree below;
    private final Set<String> asked = new LinkedHashSet<>();

    Asking(HostTree below) {
      this.below = below;
    }

    @Override
    public Content read(String path) {
      asked.add(path);
      return below.read(path);
    }

    @Override
    public List<String> list(String directory) {
      return below.list(directory);
    }

    @Override
    public Optional<String> link(String path) {
      return below.link(path);
    }

    @Override
    public boolean live() {
      return false;
    }

    @Override
    public String name() {
      return below.name();
    }
  }

  @Test
  void whateverIsReadHasARule() throws Exception {
    Path root = folder.resolve("host");
    host(root);
    Asking asking = new Asking(new RootedTree(root));
    new HostReader(asking, 2, wait -> wait).read();
    List<String> without =
        asking.asked.stream()
            .filter(path -> !path.contains("hunter2") && !Rules.never(path))
            .filter(path -> Rules.of(path).isEmpty())
            .toList();
    System.out.println(asking.asked.size() + " files were asked for");
    assertThat(asking.asked).hasSizeGreaterThan(40);
    assertThat(without).as("sources without a rule of what may be sent").isEmpty();
  }
}
