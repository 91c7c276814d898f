package org.pirouette.model.arm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The machine of one recorded sequence: an ITS, two redistributors, memory with the tables.
final class GicReplay {
  private static final long TABLES = 0x4000_0000L;
  private static final long QUEUE = 0x4001_0000L;
  private static final long LPI_CONFIGURATION = 0x4002_0000L;
  private static final long PENDING = 0x4003_0000L;
  private static final int ID_BITS = 13;
  private static final int LIMIT = 2 << ID_BITS;

  private final GicMemory memory = new PagedMemory(TABLES, 0x1000_0000L);
  private final List<Redistributor> cpus =
      List.of(new Redistributor(memory), new Redistributor(memory));
  private final InterruptTranslationService its =
      new InterruptTranslationService(memory, cpus, Set.of());
  private final List<Map<String, Object>> vpes;
  private final List<Object> configurationTables;
  private final int[] resident = {-1, -1};
  private final boolean[] pendingLastStale = new boolean[2];
  private long cwriter;

  GicReplay(Map<String, Object> initial) {
    vpes = Json.objects(initial, "vpes");
    configurationTables = Json.list(initial, "vpropTable");
    fill(LPI_CONFIGURATION, Json.object(initial, "lpiConfig"));
    List<Map<String, Object>> configurations = Json.objects(initial, "vlpiConfig");
    for (int vm = 0; vm < configurations.size(); vm++) {
      fill((Long) configurationTables.get(vm), configurations.get(vm));
    }
    for (Map<String, Object> vpe : vpes) {
      setPending((Long) vpe.get("vpt"), Json.list(vpe, "pending"));
    }
    for (int table = 0; table < 3; table++) {
      its.writeBaser(table, InterruptTranslationService.VALID | TABLES + 0x1000L * table);
    }
    for (int cpu = 0; cpu < cpus.size(); cpu++) {
      setPending(pendingTable(cpu), numbers(Json.list(initial, "pending").get(cpu)));
      Redistributor redistributor = cpus.get(cpu);
      redistributor.writePropbaser(LPI_CONFIGURATION | ID_BITS);
      redistributor.writePendbaser(pendingTable(cpu));
      redistributor.cpuInterface().setPriorityMask(0xF8);
      redistributor.cpuInterface().setGroup1Enabled(true);
      redistributor.virtualCpuInterface().setPriorityMask(0xF8);
      redistributor.virtualCpuInterface().setGroup1Enabled(true);
      redistributor.enableLpis((Long) Json.list(initial, "enableLpis").get(cpu) != 0);
    }
    its.writeCbaser(InterruptTranslationService.VALID | QUEUE);
    its.setEnabled(true);
    /* SYNC commands bring the queue to the offset at which the recording starts. */
    for (long offset = Json.integer(initial, "queueOffset"); cwriter < offset; ) {
      submit(ItsCommand.of(ItsCommandKind.SYNC));
    }
  }

  void apply(Map<String, Object> step, String where) {
    String operation = (String) step.get("op");
    int cpu = step.containsKey("cpu") ? Json.integer(step, "cpu") : 0;
    Redistributor redistributor = cpus.get(cpu);
    switch (operation) {
      case "command" -> {
        ItsCommand command = parse((String) step.get("raw"));
        checkFields(command, step, where);
        submit(command);
      }
      case "translate" -> its.translate((Long) step.get("device"), (Long) step.get("event"));
      case "config" -> {
        long table =
            step.get("space") instanceof Long vm
                ? (Long) configurationTables.get(Math.toIntExact(vm))
                : LPI_CONFIGURATION;
        memory.store(
            table + Json.integer(step, "intid") - LpiTables.FIRST_LPI, Json.integer(step, "value"));
      }
      case "enter" -> {
        redistributor.writeVpropbaser(hex(step, "vpropbaser"));
        redistributor.writeVpendbaser(hex(step, "vpendbaser"));
        resident[cpu] = Json.integer(step, "vpe");
        pendingLastStale[cpu] = false;
      }
      case "leave" -> {
        pendingLastStale[cpu] = isStale(step, cpu, true);
        redistributor.writeVpendbaser(hex(step, "vpendbaser"));
        resident[cpu] = -1;
      }
      case "ack" -> {
        int recorded = Json.integer(step, "intid");
        if (isStale(step, cpu, false)) {
          redistributor.setLpi(recorded, false);
        } else {
          assertThat(redistributor.acknowledge()).as(where).isEqualTo(recorded);
          redistributor.cpuInterface().endOfInterrupt();
        }
      }
      case "vack" -> {
        int recorded = Json.integer(step, "intid");
        if (isStale(step, cpu, true)) {
          if (recorded != LpiTables.SPURIOUS) {
            redistributor.setVlpi(
                recorded,
                redistributor.readVpendbaser() & Vpendbaser.ADDRESS,
                LpiTables.SPURIOUS,
                false);
          }
        } else {
          assertThat(redistributor.acknowledgeVirtual()).as(where).isEqualTo(recorded);
          redistributor.virtualCpuInterface().endOfInterrupt();
        }
      }
      case "enableLpis" -> redistributor.enableLpis(true);
      default -> throw new AssertionError("unknown operation in the recording: " + operation);
    }
  }

  Map<String, Object> state() {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("creadr", its.readCreadr() & ~InterruptTranslationService.STALLED);
    state.put("stalled", its.readCreadr() & InterruptTranslationService.STALLED);
    state.put("lpi", List.of(pending(pendingTable(0)), pending(pendingTable(1))));
    state.put("vlpi", vpes.stream().map(vpe -> pending((Long) vpe.get("vpt"))).toList());
    List<Object> registers = new ArrayList<>();
    for (Redistributor cpu : cpus) {
      registers.add("%016x".formatted(cpu.readVpendbaser()));
    }
    state.put("vpendbaser", registers);
    state.put("hppi", modifiable(highest(0, false), highest(1, false)));
    state.put("irq", modifiable(signalled(0, false), signalled(1, false)));
    state.put("hppvlpi", modifiable(highest(0, true), highest(1, true)));
    state.put("virq", modifiable(signalled(0, true), signalled(1, true)));
    return state;
  }

  /// Takes out of a state what the recording says need not match.
  void hideStale(Map<String, Object> step, Map<String, Object> state) {
    for (int cpu = 0; cpu < cpus.size(); cpu++) {
      if (isStale(step, cpu, false)) {
        Json.list(state, "hppi").set(cpu, "stale");
        Json.list(state, "irq").set(cpu, "stale");
      }
      if (isStale(step, cpu, true)) {
        Json.list(state, "hppvlpi").set(cpu, "stale");
        Json.list(state, "virq").set(cpu, "stale");
      }
      if (pendingLastStale[cpu]) {
        List<Object> registers = Json.list(state, "vpendbaser");
        long register = Long.parseUnsignedLong((String) registers.get(cpu), 16);
        registers.set(cpu, "%016x".formatted(register & ~Vpendbaser.PENDING_LAST));
      }
    }
  }

  private boolean isStale(Map<String, Object> step, int cpu, boolean virtual) {
    for (Object entry : Json.list(step, "stale")) {
      List<?> parts = (List<?>) entry;
      boolean ofVm = parts.get(0) instanceof Long;
      long where = virtual ? resident[cpu] : cpu;
      if (ofVm == virtual && ((List<?>) parts.get(2)).contains(where)) {
        return true;
      }
    }
    return false;
  }

  private void submit(ItsCommand command) {
    command.store(memory, QUEUE + cwriter);
    cwriter = (cwriter + ItsCommand.BYTES) % 4096;
    its.writeCwriter(cwriter);
  }

  private static ItsCommand parse(String raw) {
    GicMemory memory = new PagedMemory(0, 0x1_0000);
    byte[] bytes = HexFormat.of().parseHex(raw);
    for (int i = 0; i < bytes.length; i++) {
      memory.store(i, bytes[i]);
    }
    return ItsCommand.load(memory, 0);
  }

  private static void checkFields(ItsCommand command, Map<String, Object> step, String where) {
    ItsCommandKind kind = command.kind(GicVersion.V4_0);
    assertThat(kind == null ? "UNKNOWN" : kind.name()).as(where).isEqualTo(step.get("name"));
    if (kind != null) {
      assertThat(GicRecordedCommand.build(kind, step)).as(where).isEqualTo(command);
    }
  }

  private Object highest(int cpu, boolean virtual) {
    Redistributor redistributor = cpus.get(cpu);
    HighestPending highest = virtual ? redistributor.highestVlpi() : redistributor.highestLpi();
    return highest.exists() ? List.of((long) highest.intid(), (long) highest.priority()) : "null";
  }

  private Object signalled(int cpu, boolean virtual) {
    Redistributor redistributor = cpus.get(cpu);
    boolean signalled =
        virtual
            ? redistributor.virtualCpuInterface().signals(redistributor.highestVlpi())
            : redistributor.cpuInterface().signals(redistributor.highestLpi());
    return signalled ? 1L : 0L;
  }

  private static List<Object> modifiable(Object first, Object second) {
    return new ArrayList<>(List.of(first, second));
  }

  private static long pendingTable(int cpu) {
    return PENDING + 0x1_0000L * cpu;
  }

  private List<Object> pending(long table) {
    List<Object> set = new ArrayList<>();
    for (int intid = LpiTables.FIRST_LPI; intid < LIMIT; intid++) {
      if (LpiTables.isPending(memory, table, intid)) {
        set.add((long) intid);
      }
    }
    return set;
  }

  private void setPending(long table, List<Object> intids) {
    for (Object intid : intids) {
      LpiTables.setPending(memory, table, Math.toIntExact((Long) intid), true);
    }
  }

  private void fill(long table, Map<String, Object> configuration) {
    configuration.forEach(
        (intid, value) ->
            memory.store(
                table + Integer.parseInt(intid) - LpiTables.FIRST_LPI,
                Math.toIntExact((Long) value)));
  }

  @SuppressWarnings("unchecked")
  private static List<Object> numbers(Object list) {
    return (List<Object>) list;
  }

  private static long hex(Map<String, Object> step, String name) {
    return Long.parseUnsignedLong((String) step.get(name), 16);
  }
}
