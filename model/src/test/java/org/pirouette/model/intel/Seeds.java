package org.pirouette.model.intel;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Random numbers for property tests. Each test prints the seed that replays it by
/// `-Dpirouette.seed=N`.
final class Seeds {
  private Seeds() {}

  static RandomGenerator generator(String test) {
    long seed = Long.getLong("pirouette.seed", System.nanoTime());
    System.out.printf("%s: replay with -Dpirouette.seed=%d%n", test, seed);
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }
}
