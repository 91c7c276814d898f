package org.pirouette.bench.model;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Why release and acquire do not suffice: a poster that sets PIR and reads SN, and a processor
/// that clears SN and reads PIR, may each miss the other's write. Result as in
/// [DescriptorStress.UnsuppressAgainstIommuPost].
@JCStressTest
@State
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "posted while suppressed, found by the look")
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "posted after the look, notified")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "posted between, notified and found")
@Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "the loss that is to be shown")
public class ReleaseAcquireStress {
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
  private static final long PIR = 0;
  private static final long SN = 8;

  private final MemorySegment memory = MemorySegment.ofArray(new long[] {0, 1});

  @Actor
  void poster(II_Result result) {
    LONG.setRelease(memory, PIR, 1L);
    result.r1 = (long) LONG.getAcquire(memory, SN) == 0 ? 1 : 0;
  }

  @Actor
  void changer(II_Result result) {
    LONG.setRelease(memory, SN, 0L);
    result.r2 = (long) LONG.getAcquire(memory, PIR) == 0 ? 0 : 1;
  }
}
