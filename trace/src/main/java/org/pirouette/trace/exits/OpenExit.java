package org.pirouette.trace.exits;

import org.pirouette.trace.event.ExitReason;
import org.pirouette.trace.event.HostHandler;
import org.pirouette.trace.event.RecordedEvent;

/// An exit that is being handled: what is known of it between the exit and the next entry.
final class OpenExit {
  /// Page number of the local APIC's registers at reset (SDM 3A 12.4.1).
  private static final int APIC_PAGE = 0xfee00;

  /// As many page numbers as are told apart: 56 bits of address.
  private static final long PAGES = (1L << 44) - 1;

  long since;
  ExitReason reason = new RecordedEvent().reason;
  int vector;
  long msr;
  boolean msrWritten;
  int apicRegister;
  boolean apicWritten;

  /// A port or a page of memory that was accessed; -1 for none.
  long place;

  boolean placeIsPort;
  int injectedVector;
  int handledVector;

  /// The handler of the host that ran between the entry and this exit (arm64); see [HostHandler].
  int handler;

  long halted;

  OpenExit() {
    clear();
  }

  /// Starts a new exit.
  void begin(RecordedEvent event) {
    clear();
    since = event.time;
    if (reason != event.reason) {
      reason = event.reason;
    }
    vector = event.vector;
  }

  void clear() {
    vector = -1;
    msr = -1;
    apicRegister = -1;
    place = -1;
    injectedVector = -1;
    handledVector = -1;
    handler = HostHandler.NONE;
    halted = 0;
  }

  /// Learns from an event on the same thread between exit and entry. The first register access and
  /// the first handled vector count; later ones are nested work.
  void learn(RecordedEvent event) {
    switch (event.kind) {
      case MSR -> {
        if (msr < 0) {
          msr = event.address & 0xffffffffL;
          msrWritten = event.write;
        }
      }
      case APIC -> {
        if (apicRegister < 0) {
          apicRegister = (int) event.address;
          apicWritten = event.write;
        }
      }
      case MMIO -> {
        if (apicRegister < 0 && event.address >>> 12 == APIC_PAGE) {
          apicRegister = (int) event.address & 0xfff;
          apicWritten = event.write;
        } else if (place < 0) {
          place = event.address >>> 12 & PAGES;
          placeIsPort = false;
        }
      }
      case PIO -> {
        if (place < 0) {
          place = event.address & 0xffff;
          placeIsPort = true;
        }
      }
      case AVIC_UNACCELERATED -> {
        apicRegister = (int) event.address;
        apicWritten = event.write;
      }
      case INJECT_VIRQ -> {
        if (!event.write) {
          injectedVector = event.vector;
        }
      }
      case IRQ_VECTOR_ENTRY -> {
        if (handledVector < 0) {
          handledVector = event.vector;
        }
      }
      case VCPU_WAKEUP -> halted += Math.max(0, event.data);
      default -> {}
    }
  }

  /// Adds what was learnt later, in a part of the recording that did not know of this exit.
  void learn(OpenExit later) {
    if (msr < 0) {
      msr = later.msr;
      msrWritten = later.msrWritten;
    }
    if (apicRegister < 0) {
      apicRegister = later.apicRegister;
      apicWritten = later.apicWritten;
    }
    if (place < 0) {
      place = later.place;
      placeIsPort = later.placeIsPort;
    }
    if (later.injectedVector >= 0) {
      injectedVector = later.injectedVector;
    }
    if (handledVector < 0) {
      handledVector = later.handledVector;
    }
    halted += later.halted;
  }

  void copyFrom(OpenExit other) {
    since = other.since;
    reason = other.reason;
    vector = other.vector;
    msr = other.msr;
    msrWritten = other.msrWritten;
    apicRegister = other.apicRegister;
    apicWritten = other.apicWritten;
    place = other.place;
    placeIsPort = other.placeIsPort;
    injectedVector = other.injectedVector;
    handledVector = other.handledVector;
    handler = other.handler;
    halted = other.halted;
  }
}
