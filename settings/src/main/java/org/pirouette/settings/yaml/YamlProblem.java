package org.pirouette.settings.yaml;

/// What is wrong in a YAML file, in one sentence for the user: where (file:line:column), what was
/// found, what was expected.
public final class YamlProblem extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param sentence the whole message; printed as it is
  public YamlProblem(String sentence) {
    super(sentence);
  }
}
