package org.pirouette.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pirouette.cli.help.ExitStatuses;
import org.pirouette.host.HostReader;
import org.pirouette.host.check.Diagnosis;
import org.pirouette.host.collect.HostCollection;
import org.pirouette.host.collect.Packing;
import org.pirouette.host.definition.Definition;
import org.pirouette.host.definition.DefinitionCheck;
import org.pirouette.host.definition.Definitions;
import org.pirouette.host.facts.HostFacts;
import org.pirouette.host.source.FileKind;
import org.pirouette.host.source.HostFile;
import org.pirouette.host.tree.ArchiveTree;
import org.pirouette.host.tree.Content;
import org.pirouette.host.tree.FileTree;
import org.pirouette.host.tree.HostTree;
import org.pirouette.host.tree.LiveTree;
import org.pirouette.host.tree.RootedTree;
import org.pirouette.report.doctor.DefinitionText;
import org.pirouette.report.doctor.DoctorJson;
import org.pirouette.report.doctor.DoctorText;
import org.pirouette.report.text.Notice;
import org.pirouette.report.text.Visible;
import org.pirouette.trace.input.InputName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `pirouette doctor`: reads a host, examines the chain, says what it found.
@Command(
    name = "doctor",
    description = {
      "Are posted interrupts in use here, and if not, what stops them?",
      "",
      "Looks at this host, or, with --root or single files, at another one."
    },
    exitCodeListHeading = ExitStatuses.HEADING,
    exitCodeList = {
      "0:posted interrupts are in use, or on and ready",
      "1:off or inhibited, though nothing seen rules them out",
      "2:wrong usage",
      "3:not available on this hardware",
      "4:what was read does not tell",
      ExitStatuses.STOPPED,
      ExitStatuses.READER_GONE
    },
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description = "Files of a host; what each is, is seen from its content.")
  private List<Path> named = new ArrayList<>();

  @Option(
      names = "--root",
      paramLabel = "PATH",
      description = "Read a collected tree (folder or .tar.zst) in place of this host.")
  private @Nullable Path root;

  @Option(
      names = {"--dmesg", "--journal", "--xen"},
      paramLabel = "FILE",
      description = "A kernel log (dmesg, journal), or Xen's ('xl dmesg').")
  private @Nullable Path kernelLog;

  @Option(
      names = {"--interrupts", "--procint", "--irqtop", "--procinfo"},
      paramLabel = "FILE",
      arity = "1..2",
      description = "/proc/interrupts (or irqtop, lsirq); a second reading gives growth.")
  private List<Path> interrupts = new ArrayList<>();

  @Option(names = "--cpuinfo", paramLabel = "FILE", description = "/proc/cpuinfo.")
  private @Nullable Path cpuinfo;

  @Option(names = "--cmdline", paramLabel = "FILE", description = "/proc/cmdline.")
  private @Nullable Path commandLine;

  @Option(
      names = {"--parameters", "--params"},
      paramLabel = "FILE",
      description = "Lines 'kvm_intel/enable_apicv Y', one per module parameter.")
  private @Nullable Path parameters;

  @Option(
      names = {"--kvm-stat", "--kvmstat"},
      paramLabel = "FILE",
      description = "Output of kvm_stat.")
  private @Nullable Path kvmStat;

  @Option(
      names = {"--kvm-debugfs", "--debugfs"},
      paramLabel = "FILE",
      description = "Listing of /sys/kernel/debug/kvm: lines 'exits 17'.")
  private @Nullable Path kvmDebugfs;

  @Option(
      names = {"--iommu", "--iommu-debugfs"},
      paramLabel = "FILE",
      description = "ir_translation_struct, iommu_regset or dmar_perf_latency of debugfs.")
  private List<Path> iommu = new ArrayList<>();

  @Option(
      names = {"--irq", "--irq-debugfs"},
      paramLabel = "FILE",
      description = "One file of /sys/kernel/debug/irq/irqs.")
  private @Nullable Path irq;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "A text trace with kvm_apicv_inhibit_changed or kvm_pi_irte_update.")
  private @Nullable Path trace;

  @Option(
      names = "--vm",
      paramLabel = "FILE",
      description =
          "The definition of a virtual machine: a QEMU command line (also of ps), libvirt XML, a"
              + " Proxmox .conf, JSON of Cloud Hypervisor or Firecracker: which options inhibit or"
              + " decide posting, and what to write in their place.")
  private @Nullable Path definition;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      description =
          "Time between the two readings of the counters (default: 2; with files: the time that"
              + " lay between them).")
  private double interval = Double.NaN;

  @Option(
      names = "--collect",
      paramLabel = "FILE.tar.zst",
      arity = "0..1",
      fallbackValue = "",
      description =
          "Also pack what doctor read from this host, to send it to someone; of each file only what"
              + " is known to be needed and harmless. Read back by --root.")
  private @Nullable Path collect;

  @Option(names = "--show", description = "Print what --collect would pack, and pack nothing.")
  private boolean show;

  @Option(names = "--json", description = "Print a JSON document (docs/json/doctor.md).")
  private boolean json;

  @Option(
      names = {"-v", "--verbose"},
      description = "Show also why each link matters.")
  private boolean verbose;

  /// Files of which nothing was read: an error if there are no others, else a remark.
  private final List<String> notRead = new ArrayList<>();

  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() throws Exception {
    if (collect != null && collect.toString().isEmpty() && !show) {
      throw new UserError(
          "--collect takes the name of the file to write, such as host.tar.zst, found none; to see"
              + " what it would hold, add --show.");
    }
    if (definition != null) {
      return definition(definition);
    }
    OutputFiles files = OutputFiles.besides(inputs()).to(show ? null : collect);
    HostTree tree = tree();
    HostReader reader = new HostReader(tree, seconds(tree), HostReader::sleep);
    HostFacts facts = reader.read();
    Diagnosis diagnosis = Diagnosis.of(facts);
    if (show) {
      Packing.of(reader.recording(), facts).shown().stream()
          .map(Visible::line)
          .forEach(System.out::println);
      return diagnosis.verdict().status();
    }
    if (collect != null) {
      Packing packing = Packing.of(reader.recording(), facts);
      files.write(collect, out -> HostCollection.write(packing, out));
    }
    if (json) {
      DoctorJson.write(diagnosis, System.out);
    } else {
      new DoctorText(output.text(), verbose).print(diagnosis);
    }
    return diagnosis.verdict().status();
  }

  /// A definition alone is judged for any host; with files of a host, for that one.
  private int definition(Path file) throws Exception {
    Content content = contents(file);
    Definition read =
        Definitions.read(content)
            .orElseThrow(
                () ->
                    new UserError(
                        "Expected a QEMU command line, libvirt XML, a Proxmox .conf, or JSON of Cloud"
                            + " Hypervisor or Firecracker in '"
                            + file
                            + "', found none; give the file of one virtual machine."));
    DefinitionCheck check = DefinitionCheck.of(read, platform());
    if (json) {
      DefinitionText.write(System.out, check);
    } else {
      DefinitionText.print(output.text(), check);
    }
    return check.status();
  }

  private String platform() throws Exception {
    if (inputs().isEmpty()) {
      return "";
    }
    HostTree tree = tree();
    return switch (Diagnosis.of(new HostReader(tree, seconds(tree), HostReader::sleep).read())
        .platform()) {
      case INTEL -> "intel";
      case AMD -> "amd";
      case ARM, XEN, FREEBSD, UNKNOWN -> "";
    };
  }

  private List<Path> inputs() {
    List<Path> inputs = new ArrayList<>(named);
    inputs.addAll(interrupts);
    inputs.addAll(iommu);
    Stream.of(root, kernelLog, cpuinfo, commandLine, parameters, kvmStat, kvmDebugfs, irq, trace)
        .filter(Objects::nonNull)
        .forEach(inputs::add);
    return inputs;
  }

  private double seconds(HostTree tree) throws UserError {
    if (interval <= 0 || interval > 3600) {
      throw new UserError(
          "--interval takes seconds above 0 and up to 3600, found " + interval + ".");
    }
    return Double.isNaN(interval) && tree.live() ? 2 : interval;
  }

  private HostTree tree() throws UserError {
    Map<String, Content> files = files();
    if (files.isEmpty() && root == null) {
      return new LiveTree();
    }
    Optional<HostTree> below = root == null ? Optional.empty() : Optional.of(collected(root));
    return files.isEmpty() ? below.orElseThrow() : FileTree.of(below, files);
  }

  private static void readable(Path file) throws UserError {
    if (!Files.exists(file)) {
      throw new UserError(
          "Expected a file to read, found nothing at '"
              + InputName.of(file)
              + "'; check the path.");
    }
    if (Files.isDirectory(file) || !Files.isReadable(file)) {
      throw new UserError(
          "Expected a readable file, found "
              + (Files.isDirectory(file) ? "a folder" : "one without permission to read")
              + " at '"
              + file
              + "'; for a folder use --root.");
    }
  }

  private static HostTree collected(Path root) throws UserError {
    if (Files.isDirectory(root)) {
      return new RootedTree(root);
    }
    if (!Files.isRegularFile(root)) {
      throw new UserError(
          "--root takes the folder or the .tar.zst of a collected tree, found neither at '"
              + root
              + "'.");
    }
    try {
      return ArchiveTree.open(root);
    } catch (IOException failure) {
      throw new UserError(
          "--root takes the folder or the .tar.zst of a collected tree, found no whole one at '"
              + root
              + "': "
              + failure.getMessage()
              + ".",
          failure);
    }
  }

  /// What the named files hold, by the path that each stands for. Each is opened once: it may be a
  /// pipe.
  private Map<String, Content> files() throws UserError {
    Map<String, Content> files = new LinkedHashMap<>();
    put(files, HostFile.KERNEL_LOG, kernelLog);
    put(files, HostFile.CPUINFO, cpuinfo);
    put(files, HostFile.CMDLINE, commandLine);
    put(files, HostFile.PARAMETERS, parameters);
    put(files, HostFile.KVM_STAT, kvmStat);
    put(files, HostFile.KVM_COUNTERS, kvmDebugfs);
    put(files, HostFile.IRQ_DESCRIPTION, irq);
    put(files, HostFile.TRACE, trace);
    put(files, HostFile.INTERRUPTS, interrupts.isEmpty() ? null : interrupts.getFirst());
    put(files, HostFile.INTERRUPTS_LATER, interrupts.size() > 1 ? interrupts.get(1) : null);
    for (Path file : iommu) {
      Content content = contents(file);
      kindOf(content).ifPresent(kind -> files.put(kind.path(), content));
    }
    for (Path file : named) {
      Content content = contents(file);
      Optional<HostFile> found = kindOf(content);
      if (found.isEmpty()) {
        continue;
      }
      HostFile kind = found.get();
      boolean second = files.containsKey(kind.path()) && kind == HostFile.INTERRUPTS;
      files.put((second ? HostFile.INTERRUPTS_LATER : kind).path(), content);
    }
    if (files.isEmpty() && root == null && !notRead.isEmpty()) {
      throw new UserError(notRead.getFirst());
    }
    notRead.forEach(Notice::say);
    notRead.clear();
    return files;
  }

  /// What is no file of a host, but describes a virtual machine.
  private static Optional<String> asDefinition(Content content) {
    return Definitions.read(content)
        .map(
            definition ->
                "'%s' is the %s of a virtual machine, not of a host; give it with --vm."
                    .formatted(content.path(), definition.syntax().title()));
  }

  private static Content contents(Path file) throws UserError {
    readable(file);
    return FileTree.contents(file, InputName.of(file));
  }

  /// Which file of a host this is, by what stands in it; empty, and told, if it is none.
  private Optional<HostFile> kindOf(Content content) {
    Optional<HostFile> kind = FileKind.of(content);
    if (kind.isEmpty() || kind.get() == HostFile.CMDLINE) {
      Optional<String> definition = asDefinition(content);
      if (definition.isPresent()) {
        notRead.add(definition.get());
        return Optional.empty();
      }
    }
    if (kind.isEmpty()) {
      notRead.add(
          "Expected a kernel log, /proc/interrupts, cpuinfo, kvm_stat output, ...; cannot tell what '"
              + content.path()
              + "' is; name its kind with an option, such as --dmesg.");
    }
    return kind;
  }

  private void put(Map<String, Content> files, HostFile host, @Nullable Path file)
      throws UserError {
    if (file == null) {
      return;
    }
    Content content = contents(file);
    Optional<String> definition =
        host == HostFile.CMDLINE ? asDefinition(content) : Optional.empty();
    if (definition.isPresent()) {
      notRead.add(definition.get());
    } else if (!FileKind.reads(host, content)) {
      notRead.add(
          "Expected "
              + host.name().toLowerCase(Locale.ROOT).replace('_', ' ')
              + " in '"
              + InputName.of(file)
              + "', found nothing of that kind; give the file without an option, to let doctor see"
              + " what it is.");
    } else {
      files.put(host.path(), content);
    }
  }
}
