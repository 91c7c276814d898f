/// The Arm model: the GICv4.0 interrupt translation service (ITS), redistributors with physical and
/// virtual LPIs, residency of virtual processing elements (vPEs), and the part of the CPU interface
/// that delivery needs.
///
/// Pure: no I/O, no clock, no threads, no logging. Commands that are wrong have an outcome that is
/// returned; a Java exception means a mistake of the caller. Register and field names are those of
/// the GIC architecture specification. Where the architecture leaves a result open,
/// [org.pirouette.model.arm.GicChoice] says what the model does.
@NullMarked
package org.pirouette.model.arm;

import org.jspecify.annotations.NullMarked;
