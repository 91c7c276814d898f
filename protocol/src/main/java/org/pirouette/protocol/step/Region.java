package org.pirouette.protocol.step;

/// A part of a program that means something to whoever looks at the agent from outside: it is in
/// the middle of posting, it has looked for the last time before it enters the guest. The program
/// marks the steps, see [Program.Assembler#begin]; nobody tells such a part by program counters.
/// Each layer has an enumeration of its own.
public interface Region {
  /// The constant's name.
  String name();
}
