package org.pirouette.settings.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pirouette.settings.yaml.Quantity;
import org.pirouette.settings.yaml.YamlMap;
import org.pirouette.settings.yaml.YamlProblem;
import org.pirouette.simulate.scenario.Application;
import org.pirouette.simulate.scenario.Device;
import org.pirouette.simulate.scenario.Distribution;
import org.pirouette.simulate.scenario.Handler;

/// Reads one entry of `devices`: a device with one or more queues, each with its own vector.
final class DeviceReader {
  /// First vector that Linux gives to devices (`FIRST_EXTERNAL_VECTOR` + 1).
  private static final int FIRST_VECTOR = 0x21;

  private static final int LAST_VECTOR = 0xeb;

  private enum Type {
    NVME,
    NIC
  }

  private final YamlMap map;
  private final int vcpus;
  private final int before;
  private final Work work;

  private DeviceReader(YamlMap map, int vcpus, int before, Work work) {
    this.map = map;
    this.vcpus = vcpus;
    this.before = before;
    this.work = work;
  }

  /// @param vcpus number of vCPUs of the machine
  /// @param before queues that the machine already has
  static List<Device> read(YamlMap map, int vcpus, int before, Work work) throws YamlProblem {
    return new DeviceReader(map, vcpus, before, work).queues();
  }

  private List<Device> queues() throws YamlProblem {
    Type type = map.word("type", Type.class, Type.NVME);
    switch (type) {
      case NVME ->
          map.keys(
              "type",
              "name",
              "queues",
              "vcpu",
              "vector",
              "handler",
              "queue-depth",
              "service-time",
              "maximum-rate",
              "coalescing",
              "work-per-io",
              "think-time",
              "io-every");
      case NIC ->
          map.keys(
              "type",
              "name",
              "queues",
              "vcpu",
              "vector",
              "handler",
              "burst-every",
              "packets-per-burst",
              "wire-time",
              "moderation",
              "ring",
              "work-per-packet");
    }
    int queues = map.integer("queues", 1, 1, 1024);
    int first = map.integer("vcpu", 0, 0, vcpus - 1);
    List<Device> devices = new ArrayList<>();
    for (int queue = 0; queue < queues; queue++) {
      int vcpu = (first + queue) % vcpus;
      // vectors are per vCPU: queues on different vCPUs may share one, as under Linux
      int automatic = FIRST_VECTOR + (before + queue) / vcpus;
      int vector = map.integer("vector", Math.min(automatic, LAST_VECTOR), 16, 255);
      String name = map.text("name", YamlMap.word(type) + before) + " queue " + queue;
      try {
        devices.add(
            switch (type) {
              case NVME -> nvme(name, vcpu, vector, queues);
              case NIC -> nic(name, vcpu, vector);
            });
      } catch (IllegalArgumentException impossible) {
        throw map.problem("type", impossible);
      }
    }
    return devices;
  }

  private Device nvme(String name, int vcpu, int vector, int queues) throws YamlProblem {
    Handler handler = work.handler(map);
    Distribution latency = DistributionText.read(map, "service-time", Quantity.TIME);
    // the limit is the drive's; each queue gets its part
    double limit = map.quantity("maximum-rate", Quantity.RATE, 0) / queues;
    return new Device.NvmeQueue(
        name,
        vcpu,
        vector,
        handler,
        map.integer("queue-depth", 1, 1, 65_536),
        latency,
        limit,
        coalescing(),
        work.cycles(map, "work-per-io", 1_500),
        application());
  }

  private Application application() throws YamlProblem {
    if (map.has("io-every") && map.has("think-time")) {
      throw map.problem(
          "think-time",
          "'think-time' is of an application that waits for its I/Os, 'io-every' of one that does"
              + " not; give one of them");
    }
    if (map.has("io-every")) {
      return new Application.Open(DistributionText.read(map, "io-every", Quantity.TIME));
    }
    return map.has("think-time")
        ? new Application.Closed(DistributionText.read(map, "think-time", Quantity.TIME))
        : Application.EAGER;
  }

  private Device.Coalescing coalescing() throws YamlProblem {
    Optional<YamlMap> coalescing = map.map("coalescing");
    if (coalescing.isEmpty()) {
      return Device.Coalescing.NONE;
    }
    YamlMap given = coalescing.get().keys("count", "time");
    return new Device.Coalescing(
        given.integer("count", 1, 1, 65_536), Math.round(given.quantity("time", Quantity.TIME, 0)));
  }

  private Device nic(String name, int vcpu, int vector) throws YamlProblem {
    Distribution interval = DistributionText.read(map, "burst-every", Quantity.TIME);
    Distribution burst =
        map.has("packets-per-burst")
            ? DistributionText.read(map, "packets-per-burst", Quantity.COUNT)
            : new Distribution.Constant(1);
    return new Device.NetworkQueue(
        name,
        vcpu,
        vector,
        work.handler(map),
        interval,
        burst,
        Math.round(map.quantity("wire-time", Quantity.TIME, 120)),
        Math.round(map.quantity("moderation", Quantity.TIME, 0)),
        map.integer("ring", 1024, 1, 1_000_000),
        work.cycles(map, "work-per-packet", 900));
  }
}
