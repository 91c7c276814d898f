package org.pirouette.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The command-line library stays what it is when its classes are brought to a newer form.
final class OldClassFilesTest {
  @TempDir private Path folder;

  @Test
  void raisedClassesAreVerifiedAndWork() throws Exception {
    Path jar = folder.resolve("library.jar");
    Files.copy(
        Path.of(CommandLine.class.getProtectionDomain().getCodeSource().getLocation().toURI()),
        jar);

    OldClassFiles.raise(jar);

    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      Class<?> raised = Class.forName("picocli.CommandLine", true, loader);
      try (InputStream in = loader.getResourceAsStream("picocli/CommandLine.class")) {
        assertThat(ClassFile.of().parse(in.readAllBytes()).majorVersion())
            .isEqualTo(ClassFile.JAVA_8_VERSION);
      }
      Object model =
          Class.forName("picocli.CommandLine$Model$CommandSpec", true, loader)
              .getMethod("create")
              .invoke(null);
      Object command = raised.getConstructor(Object.class).newInstance(model);
      assertThat(raised.getMethod("getUsageMessage").invoke(command).toString())
          .contains("Usage: <main class>");
    }
  }

  @Test
  void leavesCurrentClassesAlone() throws Exception {
    Path jar = folder.resolve("library.jar");
    Files.copy(
        Path.of(CommandLine.class.getProtectionDomain().getCodeSource().getLocation().toURI()),
        jar);
    OldClassFiles.raise(jar);
    FileTime time = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(jar, time);

    OldClassFiles.raise(jar);

    assertThat(Files.getLastModifiedTime(jar)).isEqualTo(time);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(jar);
    }
  }
}
