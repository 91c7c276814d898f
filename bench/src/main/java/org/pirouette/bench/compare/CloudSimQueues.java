package org.pirouette.bench.compare;

import org.cloudsimplus.core.CloudSimEntity;
import org.cloudsimplus.core.CloudSimPlus;
import org.cloudsimplus.core.events.SimEvent;
import org.cloudsimplus.util.Log;

/// M/M/1 queues side by side on CloudSim Plus: one entity, whose events carry the station.
final class CloudSimQueues extends CloudSimEntity {
  private static final int ARRIVAL = 1;
  private static final int DEPARTURE = 2;
  private static final double SMALLEST_GAP = 1e-12;

  private final Exponentials times;
  private final int[] customers;
  private final Integer[] stations;
  private int left;
  private long sum;

  private CloudSimQueues(CloudSimPlus simulation, int stations, int events, Exponentials times) {
    super(simulation);
    this.times = times;
    customers = new int[stations];
    this.stations = new Integer[stations];
    for (int station = 0; station < stations; station++) {
      this.stations[station] = station;
    }
    left = events;
  }

  /// Simulates so many events from an empty system; a simulation of CloudSim Plus cannot go on
  /// after it stopped.
  static long run(int stations, int events, Exponentials times) {
    Log.setLevel(ch.qos.logback.classic.Level.OFF);
    CloudSimPlus simulation = new CloudSimPlus(SMALLEST_GAP);
    CloudSimQueues queues = new CloudSimQueues(simulation, stations, events, times);
    simulation.start();
    return queues.sum;
  }

  @Override
  protected void startInternal() {
    for (Integer station : stations) {
      schedule(times.intervalSeconds(), ARRIVAL, station);
    }
  }

  @Override
  public void processEvent(SimEvent event) {
    if (left == 0) {
      return; // the events still pending when enough were counted
    }
    Integer station = (Integer) event.getData();
    if (event.getTag() == DEPARTURE) {
      if (--customers[station] > 0) {
        schedule(times.serviceSeconds(), DEPARTURE, station);
      }
    } else if (event.getTag() == ARRIVAL) {
      schedule(times.intervalSeconds(), ARRIVAL, station);
      if (customers[station]++ == 0) {
        schedule(times.serviceSeconds(), DEPARTURE, station);
      }
    } else {
      return;
    }
    sum += customers[station];
    if (--left == 0) {
      getSimulation().abort();
    }
  }
}
