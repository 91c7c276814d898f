package org.pirouette.trace.exits;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pirouette.trace.event.ApicRegister;
import org.pirouette.trace.event.Architecture;
import org.pirouette.trace.event.ExitFamily;
import org.pirouette.trace.event.ExitReason;
import org.pirouette.trace.event.HostHandler;
import org.pirouette.trace.event.ReasonDictionary;

/// Adds up threads into the account of a vCPU, a virtual machine, or the whole.
final class Sums {
  private record Detail(ExitReason reason, int type, long value, Cause cause) {}

  private record CauseSum(long exits, double nanoseconds) {
    CauseSum plus(long moreExits, double moreNanoseconds) {
      return new CauseSum(exits + moreExits, nanoseconds + moreNanoseconds);
    }
  }

  private static final int PAGE_BITS = 12;

  private final ReasonDictionary dictionary;
  private final Map<ExitReason, DurationCounter> reasons = new HashMap<>();
  private final Map<Detail, DurationCounter> details = new HashMap<>();
  private final Map<Cause, CauseSum> causes = new EnumMap<>(Cause.class);
  private final Map<Cause, Long> wokenBy = new EnumMap<>(Cause.class);
  private final DurationCounter handling = new DurationCounter();
  private double haltHandling;
  private double halted;
  private double guest;
  private long slept;
  private long polled;
  private long sleptNanoseconds;
  private long polledNanoseconds;
  private long haltExits;
  private long userspaceExits;
  private int vcpus;

  long accepted;
  long posted;
  long injected;
  long reinjected;
  long messages;
  long interprocessor;

  Sums(ReasonDictionary dictionary) {
    this.dictionary = dictionary;
  }

  /// Adds a vCPU's thread.
  void add(ThreadTally thread, CauseRules rules) {
    vcpus++;
    thread.exits.forEach((key, counter) -> add(key, counter, rules));
    thread.counts.forEach(
        (key, count) -> {
          switch (ThreadTally.countKind(key)) {
            case ThreadTally.INJECTED -> injected += count[0];
            case ThreadTally.REINJECTED -> reinjected += count[0];
            default -> {}
          }
        });
    haltHandling += thread.haltHandlingNanoseconds;
    CauseSum halts = causes.get(Cause.HALT);
    if (halts != null) {
      causes.put(Cause.HALT, halts.plus(0, thread.haltHandlingNanoseconds));
    }
    halted += thread.haltedNanoseconds;
    guest += thread.guestNanoseconds;
    slept += thread.sleeps;
    polled += thread.polls;
    sleptNanoseconds += thread.sleptNanoseconds;
    polledNanoseconds += thread.polledNanoseconds;
    userspaceExits += thread.userspaceExits;
  }

  private void add(long key, DurationCounter counter, CauseRules rules) {
    ExitReason reason = dictionary.get(ExitDetail.reason(key));
    Cause cause = rules.cause(reason, key);
    boolean halt = reason.family() == ExitFamily.HALT;
    reasons.computeIfAbsent(reason, ignored -> new DurationCounter()).add(counter);
    details
        .computeIfAbsent(
            new Detail(reason, ExitDetail.type(key), ExitDetail.value(key), cause),
            ignored -> new DurationCounter())
        .add(counter);
    causes.merge(
        cause,
        new CauseSum(counter.occurrences(), halt ? 0 : counter.totalNanoseconds()),
        (a, b) -> a.plus(b.exits(), b.nanoseconds()));
    if (halt) {
      haltExits += counter.occurrences();
      rules.wokenBy(key).ifPresent(by -> wokenBy.merge(by, counter.occurrences(), Long::sum));
    } else {
      handling.add(counter);
    }
  }

  void add(Sums other) {
    vcpus += other.vcpus;
    other.reasons.forEach(
        (reason, counter) ->
            reasons.computeIfAbsent(reason, ignored -> new DurationCounter()).add(counter));
    other.details.forEach(
        (detail, counter) ->
            details.computeIfAbsent(detail, ignored -> new DurationCounter()).add(counter));
    other.causes.forEach(
        (cause, sum) -> causes.merge(cause, sum, (a, b) -> a.plus(b.exits(), b.nanoseconds())));
    handling.add(other.handling);
    haltHandling += other.haltHandling;
    halted += other.halted;
    guest += other.guest;
    slept += other.slept;
    polled += other.polled;
    sleptNanoseconds += other.sleptNanoseconds;
    polledNanoseconds += other.polledNanoseconds;
    haltExits += other.haltExits;
    other.wokenBy.forEach((by, count) -> wokenBy.merge(by, count, Long::sum));
    userspaceExits += other.userspaceExits;
    accepted += other.accepted;
    posted += other.posted;
    injected += other.injected;
    reinjected += other.reinjected;
    messages += other.messages;
    interprocessor += other.interprocessor;
  }

  long exits() {
    return reasons.values().stream().mapToLong(DurationCounter::occurrences).sum();
  }

  long untimed() {
    return exits() - reasons.values().stream().mapToLong(c -> c.durations().count()).sum();
  }

  long externalInterruptExits() {
    return reasons.entrySet().stream()
        .filter(entry -> entry.getKey().family() == ExitFamily.EXTERNAL_INTERRUPT)
        .mapToLong(entry -> entry.getValue().occurrences())
        .sum();
  }

  int vcpus() {
    return vcpus;
  }

  double lostNanoseconds() {
    return handling.totalNanoseconds() + haltHandling;
  }

  double guestNanoseconds() {
    return guest;
  }

  long userspaceExits() {
    return userspaceExits;
  }

  Durations handling() {
    return handling.durations();
  }

  Halts halts() {
    return new Halts(
        haltExits, slept, polled, sleptNanoseconds, polledNanoseconds, halted, Map.copyOf(wokenBy));
  }

  List<ReasonRow> reasonRows(double seconds) {
    double exits = exits();
    double time = reasons.values().stream().mapToDouble(DurationCounter::totalNanoseconds).sum();
    List<ReasonRow> rows = new ArrayList<>();
    reasons.forEach(
        (reason, counter) ->
            rows.add(
                new ReasonRow(
                    reason.name(),
                    counter.occurrences(),
                    counter.occurrences() / seconds,
                    counter.occurrences() / exits,
                    time > 0 ? counter.totalNanoseconds() / time : Double.NaN,
                    counter.durations())));
    rows.sort(
        Comparator.comparingLong(ReasonRow::exits).reversed().thenComparing(ReasonRow::reason));
    return List.copyOf(rows);
  }

  /// Of the reasons, as far as they tell.
  private Architecture architecture() {
    return reasons.keySet().stream()
        .map(ExitReason::architecture)
        .filter(architecture -> architecture != Architecture.UNKNOWN)
        .findFirst()
        .orElse(Architecture.UNKNOWN);
  }

  List<CauseRow> causeRows(double seconds) {
    double exits = exits();
    Architecture architecture = architecture();
    List<CauseRow> rows = new ArrayList<>();
    causes.forEach(
        (cause, sum) ->
            rows.add(
                new CauseRow(
                    cause,
                    sum.exits(),
                    sum.exits() / seconds,
                    sum.exits() / exits,
                    sum.nanoseconds(),
                    sum.nanoseconds() / (seconds * 1e9) / Math.max(1, vcpus),
                    architecture)));
    return List.copyOf(rows);
  }

  /// Exits by vector and by register, for reasons that have such.
  List<DetailRow> detailRows() {
    List<DetailRow> rows = new ArrayList<>();
    details.forEach(
        (detail, counter) -> {
          boolean interrupt = detail.reason().family() == ExitFamily.EXTERNAL_INTERRUPT;
          if (detail.type() != ExitDetail.PLAIN || interrupt) {
            rows.add(row(detail, counter));
          }
        });
    rows.sort(
        Comparator.comparingLong(DetailRow::exits)
            .reversed()
            .thenComparing(DetailRow::reason)
            .thenComparing(DetailRow::number)
            .thenComparing(DetailRow::cause));
    return List.copyOf(rows);
  }

  private DetailRow row(Detail detail, DurationCounter counter) {
    DurationCounter all = reasons.get(detail.reason());
    double share = all == null ? Double.NaN : (double) counter.occurrences() / all.occurrences();
    int type = detail.type();
    boolean plain = type == ExitDetail.PLAIN;
    return new DetailRow(
        detail.reason().name(),
        kind(type),
        plain ? -1 : type == ExitDetail.PAGE ? detail.value() << PAGE_BITS : detail.value(),
        type == ExitDetail.MSR_WRITE || type == ExitDetail.APIC_WRITE,
        plain ? "vector not recorded" : label(type, detail.value()),
        detail.cause(),
        counter.occurrences(),
        share,
        counter.durations());
  }

  private static String kind(int type) {
    return switch (type) {
      case ExitDetail.PLAIN, ExitDetail.VECTOR -> "vector";
      case ExitDetail.MSR_READ, ExitDetail.MSR_WRITE -> "msr";
      case ExitDetail.PORT -> "port";
      case ExitDetail.PAGE -> "mmio";
      case ExitDetail.HANDLER -> "handler";
      default -> "apic";
    };
  }

  static String place(String kind, long number) {
    String digits = kind + " " + Long.toHexString(number);
    return Attribution.of(kind, number)
        .map(known -> "%s (%s)".formatted(known.name(), digits))
        .orElse(digits);
  }

  /// A register that the local APIC does not have may be known by number.
  static String msr(long index) {
    String name = ApicRegister.msrName(index);
    return name.indexOf(' ') >= 0
        ? name
        : Attribution.of("msr", index)
            .map(known -> "%s (%s)".formatted(known.name(), name))
            .orElse(name);
  }

  private static String label(int type, long value) {
    return switch (type) {
      case ExitDetail.PORT -> place("port", value);
      case ExitDetail.PAGE -> place("mmio", value << PAGE_BITS);
      case ExitDetail.VECTOR -> HostVectors.label((int) value);
      case ExitDetail.HANDLER -> HostHandler.of((int) value).label();
      case ExitDetail.MSR_READ -> "read " + msr(value);
      case ExitDetail.MSR_WRITE -> msr(value);
      case ExitDetail.APIC_READ -> "read " + apicName(value);
      default -> apicName(value);
    };
  }

  private static String apicName(long offset) {
    String name = ApicRegister.name((int) offset);
    String number = "APIC " + Long.toHexString(offset);
    return name == null ? number : name + " (" + number + ")";
  }
}
