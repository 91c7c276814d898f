package org.pirouette.host;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.pirouette.host.collect.HostCollection;
import org.pirouette.host.collect.RatesFile;
import org.pirouette.host.facts.HostFacts;
import org.pirouette.host.live.CounterRates;
import org.pirouette.host.live.ExitCost;
import org.pirouette.host.live.SourceKind;
import org.pirouette.host.live.VcpuMonitor;
import org.pirouette.host.live.VcpuRates;
import org.pirouette.host.machine.AssignedDevice;
import org.pirouette.host.machine.Hypervisor;
import org.pirouette.host.machine.VirtualMachine;
import org.pirouette.host.machine.VirtualMachines;
import org.pirouette.host.source.CommandLine;
import org.pirouette.host.source.HostFile;
import org.pirouette.host.source.InhibitEvents;
import org.pirouette.host.source.InterruptTable;
import org.pirouette.host.source.IommuRegisters;
import org.pirouette.host.source.IommuUnit;
import org.pirouette.host.source.IrqDescription;
import org.pirouette.host.source.KernelLog;
import org.pirouette.host.source.KvmCounters;
import org.pirouette.host.source.KvmStat;
import org.pirouette.host.source.LogFact;
import org.pirouette.host.source.ModuleParameters;
import org.pirouette.host.source.Processor;
import org.pirouette.host.source.RemappingTables;
import org.pirouette.host.source.SysfsIommu;
import org.pirouette.host.tree.Content;
import org.pirouette.host.tree.Evidence;
import org.pirouette.host.tree.HostTree;
import org.pirouette.host.tree.LiveTree;
import org.pirouette.host.tree.RecordingTree;

/// Reads all that doctor looks at from a host, once, and the counters a second time.
public final class HostReader {
  private static final int IRQ_FILES = 4096;

  private final RecordingTree tree;
  private final double seconds;
  private final Pause pause;

  /// Waits between the two readings of the counters of a running host.
  @FunctionalInterface
  public interface Pause {
    /// Waits so many seconds.
    ///
    /// @return the seconds that really went by
    double waitFor(double seconds) throws InterruptedException;
  }

  /// @param tree what to read
  /// @param seconds between the readings; for a collected tree what lay between them, or NaN
  /// @param pause how to wait on a running host
  public HostReader(HostTree tree, double seconds, Pause pause) {
    this.tree = new RecordingTree(tree);
    this.seconds = seconds;
    this.pause = pause;
  }

  /// Sleeps.
  public static double sleep(double seconds) throws InterruptedException {
    long start = System.nanoTime();
    Thread.sleep(Math.max(0, Math.round(seconds * 1000)));
    return (System.nanoTime() - start) / 1e9;
  }

  /// What was read and in which words, for a collection.
  public RecordingTree recording() {
    return tree;
  }

  /// Reads everything.
  ///
  /// @throws InterruptedException if the wait between the readings is interrupted
  public HostFacts read() throws InterruptedException {
    InterruptTable interrupts = InterruptTable.parse(HostFile.INTERRUPTS.read(tree));
    KvmCounters counters = KvmCounters.read(tree, false);
    Measured measured = tree.live() ? measure() : recorded();
    Optional<InterruptTable> interruptsLater = interruptsLater();
    Optional<KvmCounters> countersLater = countersLater();
    KvmStat kvmStat = KvmStat.parse(HostFile.KVM_STAT.read(tree));
    Measured rated = rated(measured, counters, countersLater, kvmStat);

    KernelLog log = KernelLog.parse(HostFile.KERNEL_LOG.read(tree));
    Processor processor = Processor.parse(HostFile.CPUINFO.read(tree));
    List<VirtualMachine> machines = VirtualMachines.find(tree);
    Content registers = HostFile.IOMMU_REGISTERS.read(tree);
    List<IommuUnit> units = units(log, registers);
    HostFacts.Kernel kernel =
        new HostFacts.Kernel(
            kernel(log),
            CommandLine.parse(HostFile.CMDLINE.read(tree)),
            ModuleParameters.read(tree),
            log);
    HostFacts.Hardware hardware =
        new HostFacts.Hardware(
            processor,
            units,
            unitNames(registers),
            noUnits(log, units),
            RemappingTables.parse(HostFile.REMAPPING_TABLES.read(tree)),
            Hypervisor.find(tree, processor, log, interrupts));
    HostFacts.Activity activity =
        new HostFacts.Activity(
            interrupts,
            interruptsLater,
            measured.seconds(),
            rated.rates(),
            rated.source(),
            irqs(interrupts),
            kvmStat,
            counters,
            countersLater,
            InhibitEvents.parse(HostFile.TRACE.read(tree)));
    HostFacts.Guests guests =
        new HostFacts.Guests(machines, AssignedDevice.find(tree, interrupts, machines));
    // What could not be read is known when all has been read.
    HostFacts.View view =
        new HostFacts.View(
            tree.name(), complete(), Obstacles.find(tree, counters, log), tree.incomplete());
    return new HostFacts(view, hardware, kernel, activity, guests);
  }

  /// What was measured on the running host.
  private record Measured(double seconds, List<VcpuRates> rates, String source) {}

  private Measured measure() throws InterruptedException {
    EnumSet<SourceKind> all = EnumSet.allOf(SourceKind.class);
    try (VcpuMonitor monitor =
        new VcpuMonitor(new LiveTree(), all, ExitCost.MEASURED, System::nanoTime)) {
      monitor.sample();
      double waited = pause.waitFor(seconds);
      List<VcpuRates> rates = monitor.sample();
      String source =
          monitor.sources().stream().map(SourceKind::title).collect(Collectors.joining(" and "));
      return new Measured(waited, rates, source);
    }
  }

  /// The rates as measured; else out of two readings of counters; else as kvm_stat printed them.
  private static Measured rated(
      Measured measured,
      KvmCounters counters,
      Optional<KvmCounters> countersLater,
      KvmStat kvmStat) {
    if (!measured.rates().isEmpty()) {
      return measured;
    }
    double between = measured.seconds();
    List<VcpuRates> counted =
        countersLater
            .map(later -> CounterRates.of(counters, later, between, ExitCost.MEASURED))
            .orElse(List.of());
    return counted.isEmpty()
        ? new Measured(between, CounterRates.of(kvmStat, ExitCost.MEASURED), "kvm_stat")
        : new Measured(between, counted, SourceKind.DEBUGFS.title());
  }

  /// What a collection says was measured; for other trees the time that the user gave.
  private Measured recorded() {
    double between = seconds;
    for (String line : tree.read(HostCollection.MARKER).lines()) {
      if (Double.isNaN(between) && line.matches("interval \\d{1,6}(\\.\\d{1,9})?")) {
        between = Double.parseDouble(line.substring("interval ".length()));
      }
    }
    Content rates = tree.read(HostCollection.RATES);
    return new Measured(
        between, RatesFile.parse(rates, ExitCost.MEASURED), RatesFile.source(rates));
  }

  /// Whether what is missing in the tree is missing on the host.
  private boolean complete() {
    return tree.live() || tree.read(HostCollection.MARKER).present();
  }

  private Optional<InterruptTable> interruptsLater() {
    Content later =
        tree.live()
            ? tree.readLater(HostFile.INTERRUPTS.path())
            : HostFile.INTERRUPTS_LATER.read(tree);
    return later.present() ? Optional.of(InterruptTable.parse(later)) : Optional.empty();
  }

  private Optional<KvmCounters> countersLater() {
    KvmCounters later = KvmCounters.read(tree, true);
    boolean anything =
        later.machines().values().stream().anyMatch(machine -> !machine.values().isEmpty());
    return anything ? Optional.of(later) : Optional.empty();
  }

  private String kernel(KernelLog log) {
    Content version = HostFile.VERSION.read(tree);
    String text =
        version.present()
            ? version.value()
            : log.first(LogFact.LINUX_VERSION).map(Evidence::text).orElse("");
    int named = text.indexOf("Linux version ");
    String from = named < 0 ? text : text.substring(named + "Linux version ".length());
    for (String word : from.split("\\s+")) {
      if (!word.isEmpty() && Character.isDigit(word.charAt(0)) && word.indexOf('.') > 0) {
        return word;
      }
    }
    return "";
  }

  /// Units from sysfs, from the register dump and from the log; the first source of a name wins.
  private List<IommuUnit> units(KernelLog log, Content registers) {
    Map<String, IommuUnit> units = new LinkedHashMap<>();
    List<IommuUnit> all = new ArrayList<>(SysfsIommu.units(tree));
    all.addAll(IommuRegisters.parse(registers));
    all.addAll(log.intelUnits());
    boolean amdKnown = all.stream().anyMatch(unit -> unit.kind() == IommuUnit.Kind.AMD);
    if (!amdKnown) {
      all.addAll(log.amdUnits());
    }
    for (IommuUnit unit : all) {
      units.putIfAbsent(unit.name(), unit);
    }
    return List.copyOf(units.values());
  }

  private List<Evidence> unitNames(Content registers) {
    Map<String, Evidence> names = new LinkedHashMap<>();
    for (String name : SysfsIommu.names(tree)) {
      names.put(name, new Evidence("/sys/class/iommu", 0, name));
    }
    for (Content file : List.of(registers, HostFile.IOMMU_LATENCY.read(tree))) {
      IommuRegisters.names(file).forEach(name -> names.putIfAbsent(name.text(), name));
    }
    Content memory = HostFile.IOMEM.read(tree);
    for (int number = 0; number < memory.lines().size(); number++) {
      String line = memory.lines().get(number);
      String name = line.substring(line.lastIndexOf(' ') + 1);
      if (name.matches("dmar\\d{1,4}|amd_iommu")) {
        names.putIfAbsent(name, new Evidence(memory.path(), number + 1, name));
      }
    }
    return List.copyOf(names.values());
  }

  /// Certain only where a list of units is there and empty, or a log from boot on names none.
  private Optional<Evidence> noUnits(KernelLog log, List<IommuUnit> units) {
    if (!units.isEmpty() || log.says(LogFact.DMAR) || log.says(LogFact.DMAR_REMAPPING)) {
      return Optional.empty();
    }
    boolean mounted = !tree.list("sys/class").isEmpty() || !tree.list("sys/module").isEmpty();
    if (mounted && complete() && tree.list("sys/class/iommu").isEmpty()) {
      return Optional.of(new Evidence("/sys/class/iommu", 0, "empty: the kernel found no IOMMU"));
    }
    boolean tables = log.says(LogFact.ACPI_DMAR) || log.says(LogFact.ACPI_IVRS);
    if (log.fromBoot() && !tables && !log.says(LogFact.AMD_IOMMU)) {
      return Optional.of(
          new Evidence(
              log.source(),
              0,
              "a log from boot on, without an ACPI table of an IOMMU (DMAR, IVRS)"));
    }
    return Optional.empty();
  }

  private List<IrqDescription> irqs(InterruptTable interrupts) {
    List<IrqDescription> irqs = new ArrayList<>();
    IrqDescription single = IrqDescription.parse(HostFile.IRQ_DESCRIPTION.read(tree));
    if (single.known()) {
      irqs.add(single);
    }
    interrupts.assigned().stream()
        .limit(IRQ_FILES)
        .map(row -> IrqDescription.parse(tree.read("sys/kernel/debug/irq/irqs/" + row.label())))
        .filter(IrqDescription::known)
        .forEach(irqs::add);
    return irqs;
  }
}
