package org.pirouette.simulate.machine;

import java.util.ArrayList;
import java.util.List;
import org.pirouette.protocol.kvm.DeliveryMode;
import org.pirouette.simulate.scenario.Application;
import org.pirouette.simulate.scenario.CostProfile;
import org.pirouette.simulate.scenario.Delay;
import org.pirouette.simulate.scenario.Device;
import org.pirouette.simulate.scenario.Distribution;
import org.pirouette.simulate.scenario.Guest;
import org.pirouette.simulate.scenario.VirtualMachine;

/// The guests and devices of a part, as its scenario describes them.
final class Population {
  final GuestModel[] guests;
  final DeviceModel[] devices;
  private final Part part;
  private final World world;
  private final DeliveryMode mode;
  private final CostProfile costs;
  private final long hertz;
  private final long seed;

  Population(Part part, World world, DeliveryMode mode, CostProfile costs, long seed) {
    this.part = part;
    this.world = world;
    this.mode = mode;
    this.costs = costs;
    this.seed = seed;
    hertz = part.scenario().host().hertz();
    guests = new GuestModel[part.scenario().virtualProcessors()];
    devices = populate();
  }

  private DeviceModel[] populate() {
    List<DeviceModel> models = new ArrayList<>();
    int first = 0;
    for (VirtualMachine vm : part.scenario().machines()) {
      for (int i = 0; i < vm.processors().size(); i++) {
        guests[first + i] = guest(vm.processors().get(i).guest(), first + i, first);
      }
      for (Device device : vm.devices()) {
        DeviceModel model = device(device, models.size());
        models.add(model);
        if (guests[first + device.virtualProcessor()] instanceof SyntheticGuest guest) {
          guest.addDevice(model, device.vector(), device.handler());
        }
      }
      addIpiHandlers(vm, first);
      first += vm.processors().size();
    }
    return models.toArray(DeviceModel[]::new);
  }

  private GuestModel guest(Guest guest, int number, int first) {
    return switch (guest) {
      case Guest.Synthetic synthetic ->
          new SyntheticGuest(
              number,
              part.virtualProcessors()[number],
              synthetic,
              first,
              mode.guestPolls(),
              costs.cycles(Delay.POLL_LOOP),
              world,
              hertz,
              seed);
      case Guest.Scripted scripted -> new ScriptedGuest(scripted, first, hertz);
    };
  }

  private DeviceModel device(Device device, int number) {
    int drawNumber = part.devices()[number];
    return switch (device) {
      case Device.NvmeQueue queueOfDrive -> {
        double interval = queueOfDrive.maximumRate() > 0 ? 1e9 / queueOfDrive.maximumRate() : 0;
        yield new NvmeModel(
            number,
            queueOfDrive,
            world,
            Draws.cycles(queueOfDrive.latency(), hertz, Draws.generator(seed, 1, drawNumber)),
            Draws.cycles(
                new Distribution.Constant(interval), hertz, Draws.generator(seed, 2, drawNumber)),
            Draws.cycles(
                switch (queueOfDrive.application()) {
                  case Application.Closed(Distribution think) -> think;
                  case Application.Open(Distribution between) -> between;
                },
                hertz,
                Draws.generator(seed, 5, drawNumber)),
            mode.guestPolls());
      }
      case Device.NetworkQueue card ->
          new NetworkModel(
              number,
              card,
              world,
              Draws.cycles(card.interval(), hertz, Draws.generator(seed, 3, drawNumber)),
              Draws.counts(card.packetsPerBurst(), Draws.generator(seed, 4, drawNumber)),
              mode.guestPolls());
    };
  }

  private void addIpiHandlers(VirtualMachine vm, int first) {
    for (VirtualMachine.VirtualProcessor processor : vm.processors()) {
      if (processor.guest() instanceof Guest.Synthetic synthetic) {
        for (Guest.Ipi ipi : synthetic.ipis()) {
          if (guests[first + ipi.target()] instanceof SyntheticGuest target) {
            target.addIpiHandler(ipi.vector(), ipi.handler());
          }
        }
      }
    }
  }
}
