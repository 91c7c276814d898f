module org.example.exits {
  requires org.pirouette.trace;
}
