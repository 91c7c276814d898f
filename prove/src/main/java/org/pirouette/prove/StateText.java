package org.pirouette.prove;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.pirouette.model.intel.NotificationControl;
import org.pirouette.protocol.intel.IntelMachine;
import org.pirouette.protocol.kvm.ProcessorBank;
import org.pirouette.protocol.kvm.VcpuBank;
import org.pirouette.protocol.step.Field;
import org.pirouette.protocol.x86.VirtualApicBank;
import org.pirouette.prove.explore.Run;

/// Says in words of the manuals what a step changed: the fields of a control word, the vectors of a
/// bitmap, the agent that a processor runs.
public final class StateText {
  /// How to show a word: its parts by name. Words that are not in the map are not for people:
  /// program counters, registers, budgets, ghosts.
  private final Map<Integer, LongFunction<Map<String, String>>> parts = new HashMap<>();

  private final Map<Integer, String> names = new HashMap<>();

  /// @param machine whose words are shown
  public StateText(IntelMachine machine) {
    for (int p = 0; p < machine.configuration().processors(); p++) {
      processor(machine, p);
    }
    for (int v = 0; v < machine.configuration().vcpus().size(); v++) {
      vcpu(machine, v);
    }
    for (int d = 0; d < machine.configuration().devices().size(); d++) {
      put(machine.devices.message(d), "message of device " + d, StateText::number);
      put(machine.irtes.irteLow(d), "IRTE " + d + " low", StateText::hex);
      put(machine.irtes.irteHigh(d), "IRTE " + d + " high", StateText::hex);
      put(machine.irtes.cacheLow(d), "cached IRTE " + d + " low", StateText::hex);
      put(machine.irtes.cacheHigh(d), "cached IRTE " + d + " high", StateText::hex);
    }
    put(machine.vm.inhibits(), "APICv inhibits", StateText::number);
    put(machine.vm.bypassCount(), "bypass IRQs", StateText::number);
  }

  private void processor(IntelMachine machine, int p) {
    String prefix = "pCPU " + p + " ";
    put(
        machine.pcpus.context(p),
        prefix + "runs",
        id -> Map.of("", machine.agent((int) id).name()));
    put(machine.lapics.bus(p), "bus to pCPU " + p, word -> vectors(word, 192));
    put(machine.lapics.apicIrr(p), prefix + "IRR", word -> vectors(word, 192));
    put(machine.lapics.apicIsr(p), prefix + "ISR", word -> vectors(word, 192));
    put(
        machine.pcpus.flags(p),
        prefix,
        fields("IF", ProcessorBank.INTERRUPTS_ON, "no preemption", ProcessorBank.PREEMPTION_OFF));
    put(machine.wakeups.listLock(p), prefix + "list lock", StateText::number);
    for (int i = 0; i < machine.wakeups.listWords(); i++) {
      put(machine.wakeups.wakeupList(p, i), prefix + "wakeup list", word -> members(word));
    }
  }

  private void vcpu(IntelMachine machine, int v) {
    String prefix = "vCPU " + v + " ";
    for (int i = 0; i < 4; i++) {
      int base = 64 * i;
      put(machine.pids.pir(v, i), prefix + "PIR", word -> vectors(word, base));
      put(machine.vapics.virr(v, i), prefix + "VIRR", word -> vectors(word, base));
      put(machine.vapics.visr(v, i), prefix + "VISR", word -> vectors(word, base));
      put(machine.pids.harvest(v, i), prefix + "harvested", word -> vectors(word, base));
      put(machine.vapics.eoiExit(v, i), prefix + "EOI-exit bitmap", word -> vectors(word, base));
    }
    put(machine.pids.pidControl(v), prefix + "PID", StateText::control);
    put(machine.vcpus.mode(v), prefix + "mode", StateText::mode);
    put(machine.vcpus.requests(v), prefix + "requests", StateText::hex);
    put(
        machine.vapics.status(v),
        prefix,
        fields(
            "RVI", VirtualApicBank.RVI, "SVI", VirtualApicBank.SVI, "VTPR", VirtualApicBank.VTPR));
    put(
        machine.vcpus.task(v),
        prefix,
        fields("interruptible", VcpuBank.INTERRUPTIBLE, "on queue", VcpuBank.ON_QUEUE));
    put(machine.vcpus.vcpuCpu(v), prefix + "vcpu->cpu", StateText::number);
    put(machine.vcpus.rcuwait(v), prefix + "rcuwait", StateText::number);
    put(machine.vapics.apicvActive(v), prefix + "apicv_active", StateText::number);
    put(machine.vcpus.guest(v), prefix, fields("IF", VcpuBank.GUEST_IF, "halted", VcpuBank.HALTED));
    put(
        machine.vapics.vmcs(v),
        prefix,
        fields(
            "injects",
            VirtualApicBank.INJECTION_VALID,
            "window exiting",
            VirtualApicBank.WINDOW_EXITING,
            "virtual delivery",
            VirtualApicBank.VIRTUAL_DELIVERY));
    put(machine.nested.nestedPending(v), prefix + "pi_pending", StateText::number);
    put(machine.nested.nestedControl(v), prefix + "L1's PID", StateText::control);
    put(machine.nested.nestedPir(v), prefix + "L1's PIR", word -> vectors(word, 192));
  }

  private void put(int word, String name, LongFunction<Map<String, String>> shown) {
    names.put(word, name);
    parts.put(word, shown);
  }

  /// One change in words, for example `vCPU 0 PID: ON 0 -> 1`; empty if it is nothing for people.
  public Optional<String> text(Run.Change change) {
    LongFunction<Map<String, String>> shown = parts.get(change.word().index());
    if (shown == null) {
      return change.word().name().startsWith("store buffer") ? buffer(change) : Optional.empty();
    }
    Map<String, String> before = shown.apply(change.before());
    Map<String, String> after = shown.apply(change.after());
    List<String> texts = new ArrayList<>();
    for (Map.Entry<String, String> part : after.entrySet()) {
      String old = before.getOrDefault(part.getKey(), "");
      if (!old.equals(part.getValue())) {
        texts.add((part.getKey() + " " + old + " -> " + part.getValue()).strip());
      }
    }
    String name = names.getOrDefault(change.word().index(), "").strip();
    return texts.isEmpty() ? Optional.empty() : Optional.of(name + ": " + String.join(", ", texts));
  }

  private static Optional<String> buffer(Run.Change change) {
    return change.word().name().endsWith("entries")
        ? Optional.of(change.word().name() + ": " + change.before() + " -> " + change.after())
        : Optional.empty();
  }

  private static Map<String, String> number(long word) {
    return Map.of("", Long.toString(word));
  }

  private static Map<String, String> hex(long word) {
    return Map.of("", Long.toHexString(word) + "h");
  }

  private static Map<String, String> mode(long word) {
    return Map.of(
        "",
        switch ((int) word) {
          case 0 -> "OUTSIDE_GUEST_MODE";
          case 1 -> "IN_GUEST_MODE";
          case 2 -> "EXITING_GUEST_MODE";
          default -> Long.toString(word);
        });
  }

  private static Map<String, String> control(long word) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("ON", NotificationControl.outstanding(word) ? "1" : "0");
    fields.put("SN", NotificationControl.suppressed(word) ? "1" : "0");
    fields.put("NV", String.format("%Xh", NotificationControl.notificationVector(word)));
    fields.put("NDST", Integer.toString(NotificationControl.destination(word)));
    return fields;
  }

  private static LongFunction<Map<String, String>> fields(Object... namesAndFields) {
    return word -> {
      Map<String, String> texts = new LinkedHashMap<>();
      for (int i = 0; i < namesAndFields.length; i += 2) {
        Field field = (Field) namesAndFields[i + 1];
        long value = field.get(word);
        texts.put(
            (String) namesAndFields[i],
            field.width() == 8 ? String.format("%Xh", value) : Long.toString(value));
      }
      return texts;
    };
  }

  private static Map<String, String> vectors(long word, int base) {
    StringBuilder text = new StringBuilder("{");
    for (long rest = word; rest != 0; rest &= rest - 1) {
      text.append(text.length() > 1 ? " " : "");
      text.append(String.format("%Xh", base + Long.numberOfTrailingZeros(rest)));
    }
    return Map.of("", text.append('}').toString());
  }

  private static Map<String, String> members(long word) {
    StringBuilder text = new StringBuilder("{");
    for (long rest = word; rest != 0; rest &= rest - 1) {
      text.append(text.length() > 1 ? " " : "").append(Long.numberOfTrailingZeros(rest));
    }
    return Map.of("", text.append('}').toString());
  }
}
