package org.pirouette.protocol;

/// Words, agents and topology of one small world in which the programs run.
public abstract class Machine {}
