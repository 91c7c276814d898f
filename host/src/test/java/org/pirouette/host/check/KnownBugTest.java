package org.pirouette.host.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pirouette.host.HostReader;
import org.pirouette.host.source.HostFile;
import org.pirouette.host.tree.Content;
import org.pirouette.host.tree.FileTree;

/// A bug is told only where kernel and settings are seen to have it.
final class KnownBugTest {
  @TempDir private Path folder;

  private List<String> bugs(String kernel, String flags, String parameters) throws Exception {
    Map<String, Content> files = new TreeMap<>();
    put(files, HostFile.VERSION, "Linux version " + kernel + " (x@y) #1 SMP\n");
    put(
        files,
        HostFile.CPUINFO,
        "processor\t: 0\nvendor_id\t: AuthenticAMD\nmodel name\t: AMD EPYC\nflags\t\t: svm "
            + flags
            + "\n");
    put(files, HostFile.PARAMETERS, parameters);
    Diagnosis diagnosis =
        Diagnosis.of(
            new HostReader(FileTree.of(Optional.empty(), files), 1, HostReader::sleep).read());
    return KnownBug.of(diagnosis.facts(), diagnosis.platform()).stream().map(KnownBug::id).toList();
  }

  private void put(Map<String, Content> files, HostFile file, String text) throws Exception {
    Path path = Files.writeString(folder.resolve(file.name()), text);
    files.put(file.path(), FileTree.contents(path));
  }

  @Test
  void tellsByKernelAndSetting() throws Exception {
    String nested = "kvm_amd/nested 1\nkvm_amd/avic Y\n";
    assertThat(bugs("6.12.90", "avic x2avic vaes", nested)).containsExactly("CVE-2026-74516");
    assertThat(bugs("6.12.103", "avic x2avic vaes", nested)).isEmpty();
    assertThat(bugs("7.1.7-1-pve", "avic x2avic vaes", nested)).containsExactly("CVE-2026-74516");
    assertThat(bugs("6.12.90", "avic x2avic vaes", "kvm_amd/nested 0\n")).isEmpty();
    assertThat(bugs("6.8.0-40-generic", "avic clzero", "kvm_amd/avic Y\n"))
        .containsExactly("erratum-1235");
    assertThat(bugs("6.8.0-40-generic", "avic clzero vaes", "kvm_amd/force_avic 1\n"))
        .containsExactly("force-avic");
    assertThat(bugs("5.10.0", "avic vaes", "kvm_amd/avic 1\n"))
        .containsExactly("avic-inhibit-race");
  }

  @Test
  void readsVersions() {
    assertThat(KnownBug.version("6.8.0-40-generic")).isEqualTo(60_000_800_000L);
    assertThat(KnownBug.version("7.2-rc6")).isEqualTo(KnownBug.version("7.2"));
    assertThat(KnownBug.version("")).isEqualTo(-1);
  }
}
