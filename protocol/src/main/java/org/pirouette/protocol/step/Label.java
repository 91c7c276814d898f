package org.pirouette.protocol.step;

/// A place in a program that steps jump to. It is resolved once, when the program is assembled, so
/// that a jump at run time is one field read.
public final class Label {
  private final String name;
  private int pc = -1;

  /// @param name for listings, for example `vmx_sync_pir_to_irr`
  public Label(String name) {
    this.name = name;
  }

  /// The name given at construction.
  public String name() {
    return name;
  }

  /// Index of the step that the label stands before.
  public int pc() {
    return pc;
  }

  /// Called by the assembler when the place is known.
  ///
  /// @throws IllegalStateException if the label already has a place
  void place(int index) {
    if (pc >= 0) {
      throw new IllegalStateException("label " + name + " is placed twice");
    }
    pc = index;
  }
}
