package org.pirouette.host.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.pirouette.host.perf.EventAttributes;
import org.pirouette.host.perf.PerfRings;
import org.pirouette.host.perf.RecordTally;

/// Records until it is told to stop, its time is over, its file is as large as it may be, or the
/// disk is full. One thread calls [#run()]; any may call [#stop()].
public final class Recorder implements AutoCloseable {
  private static final long FLUSH = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long PAUSE_MILLISECONDS = 10;
  private static final double BUSY = 0.1;

  private final RecordOptions options;
  private final PerfRings rings;
  private final RecordFile file;
  private final RecordTally tally = new RecordTally();
  private final Optional<Window> window;
  private final CountDownLatch stopped = new CountDownLatch(1);

  private Recorder(RecordOptions options, PerfRings rings, RecordFile file) {
    this.options = options;
    this.rings = rings;
    this.file = file;
    this.window = options.last().map(last -> new Window(last.toNanos(), options.mostBytes()));
  }

  /// How a recording went.
  ///
  /// @param samples events in the file, or, of a window, that were seen
  /// @param lost events that the kernel had no room for
  /// @param bytes of the file
  /// @param end why it ended
  public record Outcome(long samples, long lost, long bytes, End end) {}

  /// Why a recording ended.
  public sealed interface End {
    /// Somebody asked.
    record Asked() implements End {}

    /// Its time was over.
    record TimeOver() implements End {}

    /// The file is as large as it may be.
    record LargeEnough() implements End {}

    /// The file could not be written on; it is whole up to the last flush.
    record CannotWrite(String reason) implements End {}
  }

  /// Opens the events and creates the file.
  ///
  /// @param machines processes whose code is named in the file
  /// @param command words of the command that records
  /// @throws RecordFailure where the kernel refuses
  /// @throws IOException where the file cannot be created
  public static Recorder open(
      Path path, EventPlan plan, RecordOptions options, List<Long> machines, List<String> command)
      throws RecordFailure, IOException {
    List<PerfRings.Event> events = new ArrayList<>();
    events.add(new PerfRings.Event(EventAttributes.sideband(), ""));
    for (EventPlan.Tracepoint event : plan.events()) {
      events.add(new PerfRings.Event(EventAttributes.tracepoint(event.id()), event.filter()));
    }
    PerfRings rings;
    try {
      rings = PerfRings.open(events, Kernel.cpus(), Kernel.PAGE, options.ringBytes());
    } catch (PerfRings.Refused refused) {
      throw ClosedDoor.of(refused);
    }
    try {
      List<RecordFile.Described> described = new ArrayList<>();
      for (int index = 0; index < events.size(); index++) {
        described.add(new RecordFile.Described(events.get(index).attributes(), rings.ids(index)));
      }
      RecordFile file = RecordFile.create(path, described, Features.of(plan, command));
      Recorder recorder = new Recorder(options, rings, file);
      KnownThreads threads = new KnownThreads(file, rings.ids(0).getFirst());
      threads.kernel();
      threads.commands();
      for (long machine : machines) {
        threads.mappings(machine);
      }
      file.flush();
      return recorder;
    } catch (IOException failure) {
      rings.close();
      throw failure;
    }
  }

  /// Records. Returns when it has ended, with the file whole.
  public Outcome run() throws IOException, InterruptedException {
    rings.start();
    End end;
    try {
      end = record();
    } catch (IOException full) {
      end = new End.CannotWrite(String.valueOf(full.getMessage()));
    }
    rings.stop();
    if (!(end instanceof End.CannotWrite)) {
      end = finish(end);
    }
    file.close();
    return new Outcome(tally.samples(), tally.lost(), file.size(), end);
  }

  private End record() throws IOException, InterruptedException {
    long start = System.nanoTime();
    long flushed = start;
    while (true) {
      double filled = rings.drain(tally, this::take);
      long now = System.nanoTime();
      if (window.isEmpty()) {
        if (now - flushed >= FLUSH) {
          file.flush();
          flushed = now;
        }
        if (file.size() >= options.mostBytes()) {
          return new End.LargeEnough();
        }
      }
      if (options.duration().isPresent() && now - start >= options.duration().get().toNanos()) {
        return new End.TimeOver();
      }
      if (stopped.await(filled > BUSY ? 0 : PAUSE_MILLISECONDS, TimeUnit.MILLISECONDS)) {
        return new End.Asked();
      }
    }
  }

  private End finish(End end) {
    try {
      rings.drain(tally, this::take);
      if (window.isPresent()) {
        window.get().writeTo(file);
      }
      file.flush();
      return end;
    } catch (IOException full) {
      return new End.CannotWrite(String.valueOf(full.getMessage()));
    }
  }

  private void take(ByteBuffer records, ByteBuffer rest) throws IOException {
    if (window.isPresent()) {
      int length = records.remaining() + rest.remaining();
      ByteBuffer copy = ByteBuffer.allocate(length).put(records).put(rest).flip();
      window.get().add(System.nanoTime(), copy);
    } else {
      file.append(records);
      file.append(rest);
    }
  }

  /// Asks it to end.
  public void stop() {
    stopped.countDown();
  }

  @Override
  public void close() {
    rings.close();
  }
}
