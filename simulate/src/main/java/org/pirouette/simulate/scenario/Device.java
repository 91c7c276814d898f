package org.pirouette.simulate.scenario;

/// A queue of a passed-through device with its own MSI vector.
public sealed interface Device {
  /// For output, for example `nvme0 queue 1`.
  String name();

  /// The vCPU, by its index within the virtual machine, that takes its interrupts and uses the
  /// queue.
  int virtualProcessor();

  /// The guest's vector.
  int vector();

  /// What the guest's handler does.
  Handler handler();

  /// The same device, interrupting another vCPU.
  Device at(int otherVirtualProcessor);

  /// When a device holds an interrupt back to tell of several completions at once (NVMe "Interrupt
  /// Coalescing", set features 08h).
  ///
  /// @param count aggregation threshold: an interrupt as soon as so many wait; 1 for no coalescing
  /// @param nanoseconds aggregation time: an interrupt as soon as the oldest has waited so long
  record Coalescing(int count, long nanoseconds) {
    /// An interrupt for each completion.
    public static final Coalescing NONE = new Coalescing(1, 0);

    /// Checks the values.
    public Coalescing {
      Check.within("coalescing count", count, 1, 65_536);
      Check.notNegative("coalescing time", nanoseconds);
    }
  }

  /// An NVMe queue: at most `queueDepth` I/Os are outstanding; the application says when the next
  /// one is submitted. Each completion leads to work in the guest.
  ///
  /// The device works on all outstanding I/Os side by side, each for a time drawn from `latency`,
  /// and completes at most `maximumRate` a second (a server behind the latency).
  ///
  /// @param latency service time, ns
  /// @param maximumRate I/Os per second that the drive can complete; 0 for no limit
  /// @param cyclesPerIo guest work for each I/O outside the handler: the application and the next
  ///   submission
  /// @param application what makes the I/Os
  record NvmeQueue(
      String name,
      int virtualProcessor,
      int vector,
      Handler handler,
      int queueDepth,
      Distribution latency,
      double maximumRate,
      Coalescing coalescing,
      long cyclesPerIo,
      Application application)
      implements Device {
    /// A queue that the guest keeps full.
    public NvmeQueue(
        String name,
        int virtualProcessor,
        int vector,
        Handler handler,
        int queueDepth,
        Distribution latency,
        double maximumRate,
        Coalescing coalescing,
        long cyclesPerIo) {
      this(
          name,
          virtualProcessor,
          vector,
          handler,
          queueDepth,
          latency,
          maximumRate,
          coalescing,
          cyclesPerIo,
          Application.EAGER);
    }

    /// Checks the values.
    public NvmeQueue {
      Check.vector(name, vector);
      Check.within("queue depth of " + name, queueDepth, 1, 65_536);
      Check.notNegative("guest cycles per I/O of " + name, cyclesPerIo);
      if (maximumRate != 0) {
        Check.positive("maximum rate of " + name, maximumRate);
      }
    }

    @Override
    public NvmeQueue at(int otherVirtualProcessor) {
      return new NvmeQueue(
          name,
          otherVirtualProcessor,
          vector,
          handler,
          queueDepth,
          latency,
          maximumRate,
          coalescing,
          cyclesPerIo,
          application);
    }
  }

  /// A receive queue of a network card: arrivals that do not wait for the guest.
  ///
  /// @param interval time between bursts, ns
  /// @param packetsPerBurst packets that arrive as one burst, one wire time apart, at least 1
  /// @param wireNanoseconds time of one packet on the wire
  /// @param moderationNanoseconds smallest time between two interrupts (`ITR`); 0 for none
  /// @param ringSize packets that the ring holds; more are dropped
  /// @param cyclesPerPacket guest work per packet outside the handler
  record NetworkQueue(
      String name,
      int virtualProcessor,
      int vector,
      Handler handler,
      Distribution interval,
      Distribution packetsPerBurst,
      long wireNanoseconds,
      long moderationNanoseconds,
      int ringSize,
      long cyclesPerPacket)
      implements Device {
    /// Checks the values.
    public NetworkQueue {
      Check.vector(name, vector);
      Check.between("mean time between bursts of " + name, interval);
      Check.positive("mean packets per burst of " + name, packetsPerBurst.mean());
      Check.notNegative("wire time of " + name, wireNanoseconds);
      Check.notNegative("moderation of " + name, moderationNanoseconds);
      Check.within("ring size of " + name, ringSize, 1, 1_000_000);
      Check.notNegative("guest cycles per packet of " + name, cyclesPerPacket);
    }

    @Override
    public NetworkQueue at(int otherVirtualProcessor) {
      return new NetworkQueue(
          name,
          otherVirtualProcessor,
          vector,
          handler,
          interval,
          packetsPerBurst,
          wireNanoseconds,
          moderationNanoseconds,
          ringSize,
          cyclesPerPacket);
    }
  }
}
