package org.pirouette.model.arm;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// A GICv4.0 ITS: command queue, tables and translation. RDbase is the number of a redistributor
/// (GITS_TYPER.PTA = 0); EventIDs, INTIDs and DeviceIDs have up to 16 bits.
///
/// Not thread-safe; software serializes accesses to an ITS.
public final class InterruptTranslationService {
  /// GITS_CBASER and GITS_BASER: the memory is there.
  public static final long VALID = 1L << 63;

  /// GITS_CREADR: the queue is stalled.
  public static final long STALLED = 1;

  /// GITS_CWRITER: a stalled command is tried again.
  public static final long RETRY = 1;

  private static final long QUEUE_ADDRESS = 0x000F_FFFF_FFFF_F000L;
  private static final long OFFSET = 0xF_FFE0;
  private static final int QUEUE_PAGE = 4096;

  private final GicMemory memory;
  private final Set<GicChoice> choices;
  private final EventLookup lookup;
  private final ItsCommands commands;
  private boolean enabled;
  private long cbaser;
  private long cwriter;
  private long creadr;
  private ItsCommandOutcome lastOutcome = ItsCommandOutcome.COMPLETED;

  /// @param redistributors by processor number
  public InterruptTranslationService(
      GicMemory memory, List<Redistributor> redistributors, Set<GicChoice> choices) {
    this.memory = memory;
    this.choices = EnumSet.noneOf(GicChoice.class);
    this.choices.addAll(choices);
    List<Redistributor> targets = List.copyOf(redistributors);
    this.lookup = new EventLookup(memory, targets);
    this.commands = new ItsCommands(memory, targets, this.choices, lookup);
  }

  /// Writes GITS_CTLR.Enabled; enabling executes the commands that waited.
  public void setEnabled(boolean value) {
    enabled = value;
    executeQueue();
  }

  /// Writes GITS_BASER0 (devices), GITS_BASER1 (collections) or GITS_BASER2 (vPEs); ignored while
  /// the ITS is enabled.
  ///
  /// @param table 0 to 2
  public void writeBaser(int table, long value) {
    if (!enabled) {
      lookup.baser[table] = value;
    }
  }

  /// Writes GITS_CBASER, which sets GITS_CREADR to 0; ignored while the ITS is enabled.
  public void writeCbaser(long value) {
    if (!enabled) {
      cbaser = value;
      creadr = 0;
    }
  }

  /// Writes GITS_CWRITER and executes the commands up to it. An offset beyond the queue executes
  /// nothing.
  public void writeCwriter(long value) {
    cwriter = value & OFFSET;
    if ((value & RETRY) != 0) {
      creadr &= ~STALLED;
    }
    executeQueue();
  }

  /// Reads GITS_CREADR.
  public long readCreadr() {
    return creadr;
  }

  /// What became of the command that was looked at last.
  public ItsCommandOutcome lastOutcome() {
    return lastOutcome;
  }

  /// An MSI: a write of the EventID to GITS_TRANSLATER by a device. It is lost while the ITS is
  /// disabled, and if it cannot be translated.
  ///
  /// @return [ItsCommandOutcome#COMPLETED] if an interrupt was made pending, or why it was not
  public ItsCommandOutcome translate(long device, long event) {
    if (!enabled) {
      return ItsCommandOutcome.DEVICE_UNMAPPED;
    }
    ItsCommandOutcome outcome = lookup.find(device, event);
    if (outcome == ItsCommandOutcome.COMPLETED) {
      outcome = lookup.resolve();
    }
    if (outcome == ItsCommandOutcome.COMPLETED) {
      lookup.signal(true);
    }
    return outcome;
  }

  private void executeQueue() {
    long size = ((cbaser & 0xFF) + 1) * QUEUE_PAGE;
    if (!enabled || cbaser >= 0 || cwriter >= size) {
      return;
    }
    while ((creadr & STALLED) == 0 && creadr != cwriter) {
      long address = (cbaser & QUEUE_ADDRESS) + creadr;
      lastOutcome =
          memory.contains(address, ItsCommand.BYTES)
              ? commands.execute(ItsCommand.load(memory, address))
              : ItsCommandOutcome.MEMORY_INACCESSIBLE;
      boolean stalls =
          lastOutcome == ItsCommandOutcome.MEMORY_INACCESSIBLE
              || lastOutcome.isError() && choices.contains(GicChoice.WRONG_COMMAND_STALLS);
      if (stalls) {
        creadr |= STALLED;
      } else {
        creadr = (creadr + ItsCommand.BYTES) % size;
      }
    }
  }
}
