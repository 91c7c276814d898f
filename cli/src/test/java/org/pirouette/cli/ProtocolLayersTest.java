package org.pirouette.cli;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

/// Holds the layers of the protocol: steps, KVM, what x86 shares, and one package for each
/// architecture, which know only those before them.
final class ProtocolLayersTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.pirouette.protocol");

  @Test
  void noCycleBetweenPackages() {
    SlicesRuleDefinition.slices()
        .matching("org.pirouette.protocol.(**)")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @Test
  void stepsKnowNothingAbove() {
    knowsNothingOf("step", "kvm", "x86", "intel", "amd", "arm", "riscv");
  }

  @Test
  void kvmKnowsNoArchitecture() {
    knowsNothingOf("kvm", "x86", "intel", "amd", "arm", "riscv");
  }

  @Test
  void whatIntelAndAmdShareKnowsNeither() {
    knowsNothingOf("x86", "intel", "amd", "arm", "riscv");
  }

  private static void knowsNothingOf(String layer, String... others) {
    for (String other : others) {
      ArchRuleDefinition.noClasses()
          .that()
          .resideInAPackage("org.pirouette.protocol." + layer + "..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.pirouette.protocol." + other + "..")
          .check(CLASSES);
    }
  }
}
