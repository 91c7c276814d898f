package org.pirouette.host.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.pirouette.host.TestResource;

/// KVM's binary statistics as recorded from two kernels.
final class KvmStatisticsTest {
  @Test
  void linux618() {
    byte[] file = TestResource.bytes("statistics/stats-vcpu-64.bin");
    KvmStatistics statistics = KvmStatistics.parse(MemorySegment.ofArray(file)).orElseThrow();
    MemorySegment data = data(file, statistics);
    assertThat(statistics.values()).hasSize(47);
    assertThat(statistics.id()).endsWith("/vcpu-0");
    assertThat(statistics.read("exits", data)).isEqualTo(306);
    assertThat(statistics.read("irq_injections", data)).isEqualTo(301);
    assertThat(statistics.read("halt_exits", data)).isEqualTo(301);
    assertThat(statistics.read("halt_wakeup", data)).isEqualTo(302);
    assertThat(statistics.read("irq_exits", data)).isZero();
    assertThat(statistics.read("no_such_statistic", data)).isEqualTo(-1);
    assertThat(statistics.histogram("halt_wait_hist", data)).hasSize(32).contains(279L);
  }

  @Test
  void linux61() {
    byte[] file = TestResource.bytes("statistics/stats-vcpu-64-x1-h1.bin");
    KvmStatistics statistics = KvmStatistics.parse(MemorySegment.ofArray(file)).orElseThrow();
    assertThat(statistics.values()).hasSize(45);
    assertThat(statistics.read("exits", data(file, statistics))).isEqualTo(624);
    assertThat(statistics.read("irq_exits", data(file, statistics))).isEqualTo(3);
  }

  private static MemorySegment data(byte[] file, KvmStatistics statistics) {
    return MemorySegment.ofArray(file).asSlice(statistics.dataOffset());
  }

  @RepeatedTest(5)
  void anyBytesAreReadOrRefused() {
    long seed = System.nanoTime();
    System.out.println("KvmStatisticsTest seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    byte[] good = TestResource.bytes("statistics/stats-vcpu-64.bin");
    for (int round = 0; round < 2000; round++) {
      byte[] file = Arrays.copyOf(good, random.nextInt(good.length + 1));
      for (int change = random.nextInt(8); change > 0 && file.length > 0; change--) {
        int place = random.nextBoolean() ? Math.min(file.length, 128) : file.length;
        file[random.nextInt(place)] = (byte) random.nextInt(256);
      }
      MemorySegment segment = MemorySegment.ofArray(file);
      KvmStatistics.parse(segment)
          .ifPresent(
              statistics -> {
                MemorySegment data = segment.asSlice(statistics.dataOffset());
                statistics.read("exits", data);
                statistics.histogram("halt_wait_hist", data);
              });
    }
  }
}
