package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `top` on a terminal with a shell that has job control: Ctrl-Z gives the screen back, `fg` takes
/// it again, `q` gives it back for good.
@Timeout(240)
final class TopSuspendTest {
  private static final String ENTER = "\u001b[?1049h";
  private static final String LEAVE = "\u001b[?1049l";

  @Test
  void stopsAndGoesOn() throws Exception {
    boolean possible =
        Stream.of("/bin/bash", "/usr/bin/setsid", "/dev/ptmx", "/usr/bin/stty")
            .allMatch(it -> Files.exists(Path.of(it)));
    if (!possible) {
      System.out.println("SKIPPED: top on a terminal; needs /dev/ptmx, setsid, stty and bash");
    }
    assumeTrue(possible, "no pseudo-terminal, setsid, stty or bash here");
    try (TerminalPair pair = new TerminalPair()) {
      File terminal = pair.terminal().toFile();
      ProcessBuilder shell =
          new ProcessBuilder("setsid", "-c", "bash", "--norc", "--noprofile", "-i")
              .redirectInput(terminal)
              .redirectOutput(terminal)
              .redirectError(terminal);
      shell.environment().put("PS1", "ready> ");
      shell.environment().put("TERM", "xterm");
      Process process = shell.start();
      try {
        int at = pair.await("ready> ", 0);
        pair.type("stty -a | tr ' ' '\\n' | grep -c -e ^icanon -e '^echo;\\?$'\n");
        at = pair.await("2\r\n", at);
        pair.type("'" + String.join("' '", Command.process("top").command()) + "'\n");
        at = pair.await(ENTER, at);
        at = pair.await("q quits", at);
        pair.type("\u001a");
        at = pair.await(LEAVE, at);
        at = pair.await("Stopped", at);
        at = pair.await("ready> ", at);
        pair.type("stty -a | tr ' ' '\\n' | grep -c -e ^icanon -e '^echo;\\?$'\n");
        at = pair.await("2\r\n", at);
        at = pair.await("ready> ", at);
        pair.type("fg\n");
        at = pair.await(ENTER, at);
        at = pair.await("q quits", at);
        pair.type("q");
        at = pair.await(LEAVE, at);
        at = pair.await("ready> ", at);
        pair.type("echo status $?; exit\n");
        pair.await("status 0", at);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }
}
