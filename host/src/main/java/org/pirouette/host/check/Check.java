package org.pirouette.host.check;

import org.pirouette.host.facts.HostFacts;

/// One check: looks at the facts and answers its question. Pure; never throws for odd facts.
@FunctionalInterface
public interface Check {
  /// Answers the question.
  Finding examine(HostFacts facts);
}
