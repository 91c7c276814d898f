/// What it takes to prove an architecture, and the rules that are true for every one of them:
/// nothing is lost, nothing comes twice, nobody sleeps with something deliverable, and whatever can
/// be delivered is delivered in the end. [org.pirouette.prove.rule.ProvenArchitecture] is what an
/// architecture gives; what it has to know about its own places of interrupts stands in
/// [org.pirouette.prove.rule.InterruptState].
@NullMarked
package org.pirouette.prove.rule;

import org.jspecify.annotations.NullMarked;
