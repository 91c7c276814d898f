package org.pirouette.simulate;

/// Is told what happens when, for a timeline. Times are cycles from the start of the simulation,
/// not falling per track.
public interface Observer {
  /// Whose line of the timeline.
  enum Track {
    /// A pCPU; slices are what runs on it.
    PROCESSOR,
    /// A vCPU; slices are its states.
    VIRTUAL_PROCESSOR,
    /// A device; slices are items in service.
    DEVICE
  }

  /// Something lasted.
  ///
  /// @param index number of the pCPU, vCPU or device
  /// @param name for example `guest work`, `exit EXTERNAL_INTERRUPT`, `asleep`
  void slice(Track track, int index, long from, long until, String name);

  /// Something happened at one moment.
  void instant(Track track, int index, long at, String name);

  /// An interrupt went from one track to another.
  ///
  /// @param id number of the interrupt; one interrupt has several flows
  void flow(long id, Track fromTrack, int from, long sent, Track toTrack, int to, long arrived);
}
