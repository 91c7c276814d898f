package org.pirouette.prove.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pirouette.prove.explore.Exploration.Verdict;

/// The classics have as many distinct states as SPIN finds in the same programs in Promela, and the
/// same verdict.
class SpinClassicsTest {
  @TempDir private Path directory;

  private void same(ClassicModel model, String file, String... defines)
      throws IOException, InterruptedException {
    Spin.Result spin = Spin.verify(directory, file, defines);
    Verdict verdict = new Explorer(model, Bounds.generous()).explore().verdict();
    assertThat(verdict).isEqualTo(spin.errors() == 0 ? Verdict.CORRECT : Verdict.VIOLATED);
    model.withoutProperties();
    assertThat(new Explorer(model, Bounds.generous()).explore().states()).isEqualTo(spin.states());
  }

  @Test
  void peterson() throws IOException, InterruptedException {
    same(Classics.peterson(false), "peterson.pml");
  }

  @Test
  void dekker() throws IOException, InterruptedException {
    same(Classics.dekker(false), "dekker.pml");
  }

  @Test
  void lock() throws IOException, InterruptedException {
    same(Classics.lock(3, true), "lock.pml", "ATOMIC");
    same(Classics.lock(3, false), "lock.pml");
  }

  @Test
  void treiber() throws IOException, InterruptedException {
    same(Classics.treiber(true), "treiber.pml", "TAGGED");
    same(Classics.treiber(false), "treiber.pml");
  }
}
