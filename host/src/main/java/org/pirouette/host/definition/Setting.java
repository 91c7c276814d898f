package org.pirouette.host.definition;

/// One thing that a definition says, in the same words for every syntax.
///
/// @param name of what is set: "hv-synic", "irqchip", "device"
/// @param value what it is set to: "on", "split", "vfio"
/// @param line where it stands, from 1; 0 where it is the VMM's default
/// @param written as it stands there
/// @param option the whole value of the option that it is part of, "" if it is none of that kind
public record Setting(String name, String value, int line, String written, String option) {}
