/// The hardware of interrupt delivery, bit-exact: descriptors, table entries, virtual APICs, ITS.
/// Pure: no I/O, no clock, no threads.
module org.pirouette.model {
  requires transitive org.jspecify;

  exports org.pirouette.model.amd;
  exports org.pirouette.model.arm;
  exports org.pirouette.model.bits;
  exports org.pirouette.model.intel;
}
