package org.pirouette.cli;

import java.io.File;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pirouette.report.text.Notice;

/// Says so where a command does not go on because nobody has opened the other end of a pipe that
/// was named: the kernel lets it wait for as long as that takes.
final class PipeWait implements AutoCloseable {
  private static final long PATIENCE_MILLISECONDS = 1_000;
  private static final int LOOKS = 3;

  /// What a thread stands in while the kernel opens a file.
  private static final String OPENING = "UnixNativeDispatcher";

  private final Optional<Thread> watch;

  private PipeWait(Optional<Thread> watch) {
    this.watch = watch;
  }

  /// Watches the calling thread until closed, if one of the words names a pipe.
  static PipeWait on(String... words) {
    List<String> pipes = Stream.of(words).map(PipeWait::value).filter(PipeWait::isPipe).toList();
    if (pipes.isEmpty()) {
      return new PipeWait(Optional.empty());
    }
    Thread waiting = Thread.currentThread();
    String names = String.join("' and '", pipes);
    return new PipeWait(
        Optional.of(Thread.ofPlatform().daemon().start(() -> watch(waiting, names))));
  }

  /// Of `--option=file` the file.
  private static String value(String word) {
    return word.startsWith("--") ? word.substring(word.indexOf('=') + 1) : word;
  }

  private static boolean isPipe(String name) {
    File file = new File(name);
    return file.exists() && !file.isFile() && !file.isDirectory() && !name.startsWith("/dev/");
  }

  private static void watch(Thread waiting, String names) {
    try {
      for (int look = 0; look < LOOKS; look++) {
        Thread.sleep(PATIENCE_MILLISECONDS);
        if (isOpening(waiting)) {
          Notice.say("waiting for another program to open '" + names + "'; Ctrl-C ends it.");
          return;
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isOpening(Thread thread) {
    return Stream.of(thread.getStackTrace())
        .limit(3)
        .anyMatch(
            frame ->
                frame.getClassName().endsWith(OPENING) && frame.getMethodName().startsWith("open"));
  }

  @Override
  public void close() {
    watch.ifPresent(Thread::interrupt);
  }
}
