package org.pirouette.trace.event;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The exit reasons of one reading: the known ones, and those that only this recording names.
///
/// Safe for use by several threads. Bounded: a hostile file with ever new reasons ends in one
/// common reason after [#MOST_UNKNOWN].
public final class ReasonDictionary {
  /// Marks an Arm exception class in [#byCode], apart from KVM's own numbers for arm64 exits.
  public static final long ARM_CLASS = 1L << 32;

  /// How many reasons beyond the known ones a reading may have.
  public static final int MOST_UNKNOWN = 500;

  private static final List<ExitReason> KNOWN = ReasonTables.all();

  /// No reason: what an event holds that is not an exit.
  static final ExitReason NONE =
      new ExitReason("(no reason)", Architecture.UNKNOWN, -1, ExitFamily.OTHER, KNOWN.size());

  private static final ExitReason TOO_MANY =
      new ExitReason("(other)", Architecture.UNKNOWN, -1, ExitFamily.OTHER, KNOWN.size() + 1);

  private static final Map<String, ExitReason> KNOWN_BY_NAME = knownByName();
  private static final Map<Key, ExitReason> KNOWN_BY_CODE = knownByCode();

  /// Names that older kernels and libtraceevent's plugin print, and the name that KVM prints now.
  private static final Map<String, String> OTHER_NAMES =
      Map.ofEntries(
          Map.entry("PENDING_INTERRUPT", "INTERRUPT_WINDOW"),
          Map.entry("EPT_MISCONFIGURATION", "EPT_MISCONFIG"),
          Map.entry("MSR_LOADING", "MSR_LOAD_FAIL"),
          Map.entry("MONITOR", "MONITOR_INSTRUCTION"),
          Map.entry("MWAIT", "MWAIT_INSTRUCTION"),
          Map.entry("EXCEPTION_OR_NMI", "EXCEPTION_NMI"),
          Map.entry("RDMSR", "MSR_READ"),
          Map.entry("WRMSR", "MSR_WRITE"),
          Map.entry("APICV_ACCESS", "APIC_ACCESS"),
          Map.entry("APICV_VIRT_EOI", "EOI_INDUCED"),
          Map.entry("APICV_WRITE", "APIC_WRITE"),
          Map.entry("EXIT_INTR", "interrupt"),
          Map.entry("EXIT_IOIO", "io"),
          Map.entry("EXIT_VMMCALL", "hypercall"),
          Map.entry("EXIT_CR0_SEL_WRITE", "cr0_sel_write"),
          Map.entry("EXIT_IDLE_HLT", "idle-halt"),
          Map.entry("EXIT_ERR", "invalid_guest_state"));

  /// What bcc and ACRN put before the names.
  private static final List<String> PREFIXES = List.of("EXIT_REASON_", "VMEXIT_");

  private final Map<Key, ExitReason> learnt = new ConcurrentHashMap<>();
  private static final int CODES_AT_HAND = 2048;

  private final Map<String, ExitReason> unknown = new ConcurrentHashMap<>();
  private final InhibitReasons inhibits = new InhibitReasons();

  /// By architecture and code; filled without locks, as all writers write the same object.
  private final @Nullable ExitReason[][] atHand =
      new ExitReason[Architecture.values().length][CODES_AT_HAND];

  private final List<ExitReason> all = new ArrayList<>(KNOWN);

  /// Only the known reasons.
  public ReasonDictionary() {
    all.add(NONE);
    all.add(TOO_MANY);
  }

  private record Key(Architecture architecture, long code) {}

  /// The reason of a name as any tool prints it.
  ///
  /// @param printed "EXTERNAL_INTERRUPT", "EXIT_REASON_HLT" (bcc), "EXIT_NPF" (trace-cmd) ...
  public ExitReason named(String printed) {
    String name = usualName(printed);
    ExitReason reason = KNOWN_BY_NAME.get(name);
    return reason != null ? reason : unknown(name, Architecture.UNKNOWN, -1);
  }

  /// The reason of a number.
  ///
  /// @param architecture tells which table; [Architecture#UNKNOWN] for a number without a table
  /// @param code the exit reason without flags; for arm64, [#ARM_CLASS] or'ed with an exception
  ///   class, or KVM's number for the kind of exit
  public ExitReason byCode(Architecture architecture, long code) {
    int slot = (int) (code ^ code >>> 22);
    if (slot < 0 || slot >= CODES_AT_HAND) {
      return search(architecture, code);
    }
    ExitReason reason = atHand[architecture.ordinal()][slot];
    if (reason == null || reason.code() != code) {
      reason = search(architecture, code);
      atHand[architecture.ordinal()][slot] = reason;
    }
    return reason;
  }

  /// Gives a number that is not known yet the name that the recording has for it.
  public void learn(Architecture architecture, long code, String name) {
    if (!KNOWN_BY_CODE.containsKey(new Key(architecture, code))) {
      learnt.putIfAbsent(new Key(architecture, code), unknown(name, architecture, code));
    }
  }

  private ExitReason search(Architecture architecture, long code) {
    Key key = new Key(architecture, code);
    ExitReason reason = KNOWN_BY_CODE.get(key);
    if (reason == null) {
      reason = learnt.get(key);
    }
    return reason != null
        ? reason
        : unknown("UNKNOWN (" + Long.toUnsignedString(code) + ")", architecture, code);
  }

  /// The names of the reasons why APICv was inhibited.
  public InhibitReasons inhibits() {
    return inhibits;
  }

  /// The reason with an index.
  public ExitReason get(int index) {
    synchronized (all) {
      return all.get(index);
    }
  }

  /// One more than the largest index handed out.
  public int size() {
    synchronized (all) {
      return all.size();
    }
  }

  private ExitReason unknown(String name, Architecture architecture, long code) {
    ExitReason reason = unknown.get(name);
    if (reason != null) {
      return reason;
    }
    synchronized (all) {
      if (unknown.size() >= MOST_UNKNOWN) {
        return TOO_MANY;
      }
      return unknown.computeIfAbsent(
          name,
          key -> {
            ExitReason added =
                new ExitReason(key, architecture, code, ReasonTables.family(key), all.size());
            all.add(added);
            return added;
          });
    }
  }

  private static String usualName(String printed) {
    String name = printed;
    for (String prefix : PREFIXES) {
      name = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    }
    String other = OTHER_NAMES.get(name);
    if (other != null) {
      return other;
    }
    if (name.startsWith("EXIT_EXCP_")) {
      return name.substring("EXIT_EXCP_".length()) + " excp";
    }
    if (name.startsWith("EXIT_")) {
      return name.substring("EXIT_".length()).toLowerCase(Locale.ROOT);
    }
    return name;
  }

  private static Map<String, ExitReason> knownByName() {
    Map<String, ExitReason> reasons = new HashMap<>();
    for (ExitReason reason : KNOWN) {
      reasons.put(reason.name(), reason);
    }
    return Map.copyOf(reasons);
  }

  private static Map<Key, ExitReason> knownByCode() {
    Map<Key, ExitReason> reasons = new HashMap<>();
    for (ExitReason reason : KNOWN) {
      reasons.put(new Key(reason.architecture(), reason.code()), reason);
    }
    return Map.copyOf(reasons);
  }
}
