/// Reads recordings of KVM hosts and accounts their exits. Start at
/// `org.pirouette.trace.read.RecordingReader` for events, at `org.pirouette.trace.exits` for exits.
module org.pirouette.trace {
  requires transitive org.jspecify;
  requires com.github.luben.zstd_jni;

  exports org.pirouette.trace.event;
  exports org.pirouette.trace.exits;
  exports org.pirouette.trace.format;
  exports org.pirouette.trace.input;
  exports org.pirouette.trace.read;
}
