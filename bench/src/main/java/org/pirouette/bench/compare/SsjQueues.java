package org.pirouette.bench.compare;

import umontreal.ssj.simevents.Event;
import umontreal.ssj.simevents.Simulator;
import umontreal.ssj.simevents.eventlist.EventList;

/// M/M/1 queues side by side on SSJ, with one reused event object per kind and station, which is
/// its fastest style.
final class SsjQueues {
  private final Exponentials times;
  private final Simulator simulator;
  private final int[] customers;
  private int left;
  private long sum;

  SsjQueues(int stations, EventList events, Exponentials times) {
    this.times = times;
    simulator = new Simulator(events);
    customers = new int[stations];
    simulator.init();
    for (int station = 0; station < stations; station++) {
      new Arrival(station, new Departure(station)).schedule(times.intervalSeconds());
    }
  }

  long run(int events) {
    left = events;
    simulator.start();
    return sum;
  }

  private void done(int station) {
    sum += customers[station];
    if (--left == 0) {
      simulator.stop();
    }
  }

  private final class Arrival extends Event {
    private final int station;
    private final Departure departure;

    Arrival(int station, Departure departure) {
      super(simulator);
      this.station = station;
      this.departure = departure;
    }

    @Override
    public void actions() {
      schedule(times.intervalSeconds());
      if (customers[station]++ == 0) {
        departure.schedule(times.serviceSeconds());
      }
      done(station);
    }
  }

  private final class Departure extends Event {
    private final int station;

    Departure(int station) {
      super(simulator);
      this.station = station;
    }

    @Override
    public void actions() {
      if (--customers[station] > 0) {
        schedule(times.serviceSeconds());
      }
      done(station);
    }
  }
}
