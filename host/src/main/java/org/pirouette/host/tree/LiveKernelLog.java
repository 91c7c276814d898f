package org.pirouette.host.tree;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.pirouette.host.linux.KernelRing;

/// The kernel log of the running host: the kernel's buffer; where that is closed or has lost its
/// beginning, the journal or the file that syslog wrote.
final class LiveKernelLog {
  private static final long JOURNAL_SECONDS = 10;
  private static final List<String> FILES = List.of("/var/log/dmesg", "/var/log/kern.log");

  private LiveKernelLog() {}

  static Content read(String path, ReadLimits limits) {
    Optional<Content.Text> ring = ring(limits);
    if (ring.filter(LiveKernelLog::fromBoot).isPresent()) {
      return ring.get();
    }
    Optional<Content.Text> journal = journal(limits).filter(text -> !text.lines().isEmpty());
    if (journal.isPresent()) {
      return journal.get();
    }
    for (String file : FILES) {
      Optional<Content.Text> text = file(file, limits);
      if (text.isPresent()) {
        return text.get();
      }
    }
    return ring.<Content>map(text -> text)
        .orElseGet(
            () ->
                new Content.Unreadable(
                    path, "permission denied (kernel.dmesg_restrict), and no journal to read"));
  }

  private static Optional<Content.Text> ring(ReadLimits limits) {
    return KernelRing.read()
        .flatMap(
            bytes -> {
              try {
                return Optional.of(
                    BoundedReader.read("dmesg", new ByteArrayInputStream(bytes), limits));
              } catch (IOException impossible) {
                return Optional.empty();
              }
            });
  }

  private static boolean fromBoot(Content.Text text) {
    return text.lines().stream().limit(20).anyMatch(line -> line.contains("Linux version "));
  }

  /// `journalctl -k -b`, if there is such a command; given up after some seconds.
  private static Optional<Content.Text> journal(ReadLimits limits) {
    Path command = Path.of("/usr/bin/journalctl");
    if (!Files.isExecutable(command)) {
      return Optional.empty();
    }
    try {
      Process process =
          new ProcessBuilder(
                  command.toString(), "-k", "-b", "--no-pager", "-o", "short-monotonic", "-q")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      Thread watch =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      if (!process.waitFor(JOURNAL_SECONDS, TimeUnit.SECONDS)) {
                        process.destroyForcibly();
                      }
                    } catch (InterruptedException stop) {
                      process.destroyForcibly();
                    }
                  });
      try (InputStream output = process.getInputStream()) {
        return Optional.of(BoundedReader.read("journalctl -k -b", output, limits));
      } finally {
        watch.interrupt();
      }
    } catch (IOException | SecurityException failure) {
      return Optional.empty();
    }
  }

  private static Optional<Content.Text> file(String name, ReadLimits limits) {
    Path file = Path.of(name);
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      return Optional.empty();
    }
    try (InputStream stream = Files.newInputStream(file)) {
      return Optional.of(BoundedReader.read(name, stream, limits));
    } catch (IOException | SecurityException failure) {
      return Optional.empty();
    }
  }
}
