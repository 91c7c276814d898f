package org.pirouette.report.doctor;

import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import org.pirouette.host.check.DeviceInterrupt;
import org.pirouette.host.check.Diagnosis;
import org.pirouette.host.check.Finding;
import org.pirouette.host.check.KnownBug;
import org.pirouette.host.check.Notifications;
import org.pirouette.host.facts.HostFacts;
import org.pirouette.host.machine.VirtualMachine;
import org.pirouette.host.tree.Evidence;
import org.pirouette.report.text.JsonDocument;
import org.pirouette.report.top.TopJson;

/// A diagnosis for programs; schema: `docs/json/doctor.md`.
public final class DoctorJson {
  private static final int VERSION = 1;

  private DoctorJson() {}

  /// Writes the document; the stream stays open.
  public static void write(Diagnosis diagnosis, OutputStream out) {
    HostFacts facts = diagnosis.facts();
    try (JsonDocument json = JsonDocument.open(out, "doctor", VERSION)) {
      json.field("verdict", name(diagnosis.verdict()));
      json.field("exitStatus", diagnosis.verdict().status());
      json.field("headline", diagnosis.headline());
      json.field("vcpuPosting", name(diagnosis.vcpuPosting()));
      json.field("platform", name(diagnosis.platform()));
      json.field("source", facts.view().name());
      diagnosis
          .broken()
          .ifPresentOrElse(
              finding -> json.field("firstBrokenLink", finding.question().id()),
              () -> json.nothing("firstBrokenLink"));
      json.object("host", host -> host(host, facts));
      json.array("chain", diagnosis.chain(), DoctorJson::finding);
      json.array("machines", facts.guests().machines(), (each, one) -> machine(each, one, facts));
      json.field("rateSource", facts.activity().rateSource());
      json.array("rates", facts.activity().rates(), TopJson::vcpu);
      json.array(
          "deviceInterrupts",
          diagnosis.interrupts(),
          (each, one) -> interrupt(each, one, facts.activity().seconds()));
      json.array(
          "notifications",
          Notifications.of(facts),
          (each, row) ->
              each.field("label", row.label())
                  .field("total", row.total())
                  .field("perSecond", row.perSecond())
                  .field("meaning", row.meaning()));
      json.field("grepAnswer", diagnosis.grepAnswer());
      json.array(
          "knownBugs",
          KnownBug.of(facts, diagnosis.platform()),
          (each, bug) ->
              each.field("id", bug.id())
                  .field("statement", bug.statement())
                  .field("remedy", bug.remedy())
                  .field("source", bug.source())
                  .texts(
                      "evidence",
                      bug.evidence().stream().map(e -> e.place() + ": " + e.text()).toList()));
      json.texts("obstacles", facts.view().obstacles());
      json.array(
          "notRead",
          facts.view().incomplete(),
          (each, file) -> each.field("path", file.path()).field("reason", file.reason()));
    }
  }

  private static void host(JsonDocument json, HostFacts facts) {
    json.field("processor", facts.hardware().processor().model())
        .field("vendor", name(facts.hardware().processor().vendor()))
        .field("cpus", facts.hardware().processor().count())
        .field("kernel", facts.kernel().release())
        .field("isGuest", facts.hardware().hypervisor().isPresent())
        .field("secondsBetweenReadings", facts.activity().seconds())
        .array(
            "iommuUnits",
            facts.hardware().units(),
            (each, unit) ->
                each.field("name", unit.name())
                    .field("kind", name(unit.kind()))
                    .field("capability", Long.toHexString(unit.capability()))
                    .field("extendedCapability", Long.toHexString(unit.extended()))
                    .field("canPost", unit.canPost()))
        .texts("modules", facts.kernel().modules().modules())
        .object(
            "parameters",
            each ->
                facts.kernel().modules().values().entrySet().stream()
                    .filter(entry -> ofInterest(entry.getKey()))
                    .forEach(entry -> each.field(entry.getKey(), entry.getValue().text())));
  }

  private static boolean ofInterest(String parameter) {
    return List.of("apicv", "avic", "posted", "ipiv", "npt", "ept", "nested", "halt_poll_ns")
        .stream()
        .anyMatch(parameter::contains);
  }

  private static void finding(JsonDocument json, Finding finding) {
    json.field("id", finding.question().id())
        .field("title", finding.question().title())
        .field("state", name(finding.state()))
        .field("barrier", name(finding.barrier()))
        .field("statement", finding.statement())
        .field("why", finding.question().why())
        .array("evidence", finding.evidence(), DoctorJson::evidence);
    finding
        .remedy()
        .ifPresentOrElse(
            remedy ->
                json.object(
                    "remedy", each -> each.field("how", remedy.how()).field("risk", remedy.risk())),
            () -> json.nothing("remedy"));
  }

  private static void evidence(JsonDocument json, Evidence evidence) {
    json.field("source", evidence.source())
        .field("line", evidence.line())
        .field("text", evidence.text());
  }

  private static void machine(JsonDocument json, VirtualMachine machine, HostFacts facts) {
    json.field("name", machine.name())
        .field("vmm", machine.kind().title())
        .field("processId", machine.processId())
        .array(
            "vcpus",
            machine.processors(),
            (each, vcpu) -> each.field("number", vcpu.number()).field("threadId", vcpu.threadId()))
        .texts(
            "devices",
            facts.guests().devices().stream()
                .filter(device -> device.machine().filter(machine::equals).isPresent())
                .map(device -> device.address())
                .toList());
  }

  private static void interrupt(JsonDocument json, DeviceInterrupt one, double seconds) {
    json.field("irq", one.row().label())
        .field("device", one.device())
        .field("delivery", name(one.delivery()))
        .field("hostCount", one.row().total())
        .field("growth", one.growth())
        .field("perSecond", one.growth() < 0 ? Double.NaN : one.growth() / seconds)
        .field("postedEntries", one.postedEntries())
        .field("reason", one.reason());
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
