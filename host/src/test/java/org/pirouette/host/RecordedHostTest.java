package org.pirouette.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pirouette.host.check.Diagnosis;
import org.pirouette.host.check.Finding;
import org.pirouette.host.check.Finding.State;
import org.pirouette.host.check.Notifications;
import org.pirouette.host.check.VcpuPosting;
import org.pirouette.host.check.Verdict;
import org.pirouette.host.source.HostFile;

/// A real Linux 6.12 host with APICv and without VT-d, recorded with APICv on and off.
final class RecordedHostTest {
  @TempDir private Path folder;

  @Test
  void apicvOn() {
    Diagnosis diagnosis = diagnose("on", "on-hlt.debugfs.txt");
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.NOT_AVAILABLE);
    assertThat(diagnosis.decisive().orElseThrow().question().id()).isEqualTo("iommu");
    assertThat(diagnosis.vcpuPosting()).isEqualTo(VcpuPosting.ON);
    assertThat(state(diagnosis, "cpu-apicv")).isEqualTo(State.OK);
    assertThat(state(diagnosis, "enable-apicv")).isEqualTo(State.OK);
    assertThat(state(diagnosis, "apicv-inhibit")).isEqualTo(State.OK);
    assertThat(state(diagnosis, "device-posting")).isEqualTo(State.DOES_NOT_APPLY);
    Notifications.Row notified = Notifications.of(diagnosis.facts()).getFirst();
    assertThat(notified.label()).isEqualTo("PIN");
    assertThat(notified.growth()).isEqualTo(370);
    assertThat(notified.perSecond()).isCloseTo(185, within(1e-9));
  }

  @Test
  void apicvOff() {
    Diagnosis diagnosis = diagnose("off", "off-hlt.debugfs.txt");
    assertThat(diagnosis.verdict()).isEqualTo(Verdict.NOT_AVAILABLE);
    assertThat(diagnosis.vcpuPosting()).isEqualTo(VcpuPosting.OFF);
    assertThat(state(diagnosis, "enable-apicv")).isEqualTo(State.NOT_OK);
    assertThat(state(diagnosis, "apicv-inhibit")).isEqualTo(State.DOES_NOT_APPLY);
  }

  @Test
  void apicvOnButInhibitedByTheGuest() {
    Map<String, Path> files = files("on", "on-inhibited.debugfs.txt");
    files.put(HostFile.TRACE.path(), unpack("on-inhibited.trace.txt"));
    Diagnosis diagnosis = SampleVerdictTest.diagnose(files);
    assertThat(diagnosis.vcpuPosting()).isEqualTo(VcpuPosting.INHIBITED);
    assertThat(finding(diagnosis, "apicv-inhibit").statement())
        .contains("APIC_BASE_MODIFIED")
        .contains("503 injections");
  }

  private Diagnosis diagnose(String mode, String counters) {
    return SampleVerdictTest.diagnose(files(mode, counters), 2);
  }

  private Map<String, Path> files(String mode, String counters) {
    Map<String, Path> files = new LinkedHashMap<>();
    files.put(HostFile.KERNEL_LOG.path(), unpack("dmesg.txt"));
    files.put(HostFile.CPUINFO.path(), unpack("cpuinfo.txt"));
    files.put(HostFile.CMDLINE.path(), unpack("cmdline.txt"));
    files.put(HostFile.VERSION.path(), unpack("uname.txt"));
    files.put(HostFile.PARAMETERS.path(), unpack(mode + "-parameters.txt"));
    files.put(HostFile.KVM_COUNTERS.path(), unpack(counters));
    files.put(HostFile.INTERRUPTS.path(), unpack(mode + "-cpuid.interrupts-before.txt"));
    files.put(HostFile.INTERRUPTS_LATER.path(), unpack(mode + "-cpuid.interrupts-after.txt"));
    return files;
  }

  private Path unpack(String name) {
    return TestResource.unpack("apicv-host/" + name, folder);
  }

  private static State state(Diagnosis diagnosis, String id) {
    return finding(diagnosis, id).state();
  }

  private static Finding finding(Diagnosis diagnosis, String id) {
    return diagnosis.chain().stream()
        .filter(finding -> finding.question().id().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
