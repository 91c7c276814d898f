package org.pirouette.cli;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Holds the arrows between the rooms (docs/architecture.md): they point down only.
final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.pirouette");

  @Test
  void arrowsBetweenRoomsPointDown() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("org.pirouette..")
        .layer("cli")
        .definedBy("org.pirouette.cli..")
        .layer("fleet")
        .definedBy("org.pirouette.fleet..")
        .layer("report")
        .definedBy("org.pirouette.report..")
        .layer("prove")
        .definedBy("org.pirouette.prove..")
        .layer("simulate")
        .definedBy("org.pirouette.simulate..")
        .layer("settings")
        .definedBy("org.pirouette.settings..")
        .layer("workload")
        .definedBy("org.pirouette.workload..")
        .layer("protocol")
        .definedBy("org.pirouette.protocol..")
        .layer("model")
        .definedBy("org.pirouette.model..")
        .layer("trace")
        .definedBy("org.pirouette.trace..")
        .layer("host")
        .definedBy("org.pirouette.host..")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("fleet")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("report")
        .mayOnlyBeAccessedByLayers("cli", "fleet")
        .whereLayer("prove")
        .mayOnlyBeAccessedByLayers("cli", "report")
        .whereLayer("settings")
        .mayOnlyBeAccessedByLayers("cli", "fleet")
        .whereLayer("workload")
        .mayOnlyBeAccessedByLayers("cli", "fleet", "report")
        .whereLayer("simulate")
        .mayOnlyBeAccessedByLayers("cli", "fleet", "report", "workload", "settings")
        .whereLayer("trace")
        .mayOnlyBeAccessedByLayers("cli", "fleet", "report", "workload", "settings")
        .whereLayer("host")
        .mayOnlyBeAccessedByLayers("cli", "fleet", "report")
        .whereLayer("protocol")
        .mayOnlyBeAccessedByLayers(
            "cli", "fleet", "report", "workload", "settings", "prove", "simulate")
        .whereLayer("model")
        .mayOnlyBeAccessedByLayers("cli", "report", "prove", "simulate", "protocol")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandsKnowTheCommandLineLibrary() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage("org.pirouette.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(CLASSES);
  }

  @Test
  void theModelIsPure() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage("org.pirouette.model..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.io..", "java.nio.file..", "java.time..", "java.util.logging..", "java.net..")
        .check(CLASSES);
  }

  /// What is said to people goes through doors that make control characters visible, and what is
  /// printed through a stream that is checked.
  @Test
  void onlyTheDoorsTouchTheStandardStreams() {
    ArchRuleDefinition.noClasses()
        .that()
        .doNotHaveFullyQualifiedName("org.pirouette.report.text.Notice")
        .and()
        .doNotHaveFullyQualifiedName("org.pirouette.report.text.Progress")
        .should()
        .accessField(System.class, "err")
        .check(CLASSES);
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage("org.pirouette.cli")
        .and()
        .resideOutsideOfPackage("org.pirouette.bench..")
        .should()
        .accessField(System.class, "out")
        .check(CLASSES);
    ArchRuleDefinition.noClasses()
        .that()
        .doNotHaveFullyQualifiedName("org.pirouette.report.text.Notice")
        .should()
        .callMethod(Throwable.class, "printStackTrace")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace", java.io.PrintStream.class)
        .orShould()
        .callMethod(Throwable.class, "printStackTrace", java.io.PrintWriter.class)
        .check(CLASSES);
  }

  /// What a user names is written by `report.file`, whose way loses no old file. Recordings grow in
  /// place; copies of pipes and states that do not fit into memory have no name.
  @Test
  void filesAreWrittenInOneWay() {
    DescribedPredicate<JavaAccess<?>> writes =
        DescribedPredicate.describe(
            "opens a file for writing",
            access -> {
              String owner = access.getTargetOwner().getName();
              String name = access.getTarget().getName();
              return owner.equals("java.nio.file.Files")
                      && Set.of(
                              "newOutputStream",
                              "newBufferedWriter",
                              "newByteChannel",
                              "write",
                              "writeString",
                              "copy",
                              "move")
                          .contains(name)
                  || owner.equals("java.nio.channels.FileChannel") && name.equals("open")
                  || name.equals("<init>")
                      && Set.of(
                              "java.io.FileOutputStream",
                              "java.io.FileWriter",
                              "java.io.RandomAccessFile")
                          .contains(owner);
            });
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackages(
            "org.pirouette.report.file",
            "org.pirouette.trace.input",
            "org.pirouette.host.record",
            "org.pirouette.prove.explore",
            "org.pirouette.cli.launch",
            "org.pirouette.bench..")
        .and()
        .doNotHaveFullyQualifiedName("org.pirouette.report.text.StandardOutput")
        .and()
        .doNotHaveFullyQualifiedName("org.pirouette.prove.explore.Frontier")
        .should()
        .accessTargetWhere(writes)
        .check(CLASSES);
  }

  /// In no room do packages form a cycle. (The protocol's layers: [ProtocolLayersTest].)
  @ParameterizedTest
  @ValueSource(
      strings = {
        "model",
        "protocol",
        "prove",
        "simulate",
        "trace",
        "workload",
        "settings",
        "host",
        "report",
        "fleet",
        "cli"
      })
  void noCycleBetweenPackages(String room) {
    SlicesRuleDefinition.slices()
        .assignedFrom(
            new SliceAssignment() {
              @Override
              public SliceIdentifier getIdentifierOf(JavaClass type) {
                String name = type.getPackageName();
                String own = "org.pirouette." + room;
                return name.equals(own) || name.startsWith(own + ".")
                    ? SliceIdentifier.of(name)
                    : SliceIdentifier.ignore();
              }

              @Override
              public String getDescription() {
                return "the packages of " + room;
              }
            })
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  /// Within a package at most three files know each other in a circle.
  @Test
  void noLargeCycleWithinAPackage() {
    Map<String, Set<String>> known = new TreeMap<>();
    for (JavaClass type : CLASSES) {
      Set<String> of = known.computeIfAbsent(file(type), _ -> new TreeSet<>());
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        if (dependency.getTargetClass().getPackageName().equals(type.getPackageName())) {
          of.add(file(dependency.getTargetClass()));
        }
      }
    }
    Map<String, Set<String>> reached = new TreeMap<>();
    known.forEach((from, _) -> reached.put(from, reachable(from, known)));
    reached.forEach(
        (from, targets) ->
            assertThat(targets)
                .filteredOn(target -> reached.getOrDefault(target, Set.of()).contains(from))
                .as("files that know each other in a circle with " + from)
                .hasSizeLessThanOrEqualTo(3));
  }

  private static String file(JavaClass type) {
    String name = type.getName();
    int inner = name.indexOf('$');
    return inner < 0 ? name : name.substring(0, inner);
  }

  private static Set<String> reachable(String from, Map<String, Set<String>> known) {
    Set<String> reached = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(known.get(from));
    while (!open.isEmpty()) {
      String next = open.pop();
      if (reached.add(next)) {
        open.addAll(known.getOrDefault(next, Set.of()));
      }
    }
    return reached;
  }

  /// Above the protocol nobody knows an architecture: `Architectures` lists them, and they give
  /// their modes, costs, exit reasons and structures. Of the rooms above only the prover's half of
  /// the commands still names Intel's features and mutants.
  @Test
  void aboveTheProtocolNobodyKnowsAnArchitecture() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAnyPackage(
            "org.pirouette.simulate..",
            "org.pirouette.workload..",
            "org.pirouette.report..",
            "org.pirouette.cli..")
        .and()
        .resideOutsideOfPackages("org.pirouette.cli.situation..", "org.pirouette.report.prove..")
        .and()
        .haveNameNotMatching("org\\.pirouette\\.cli\\.Prove.*")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.pirouette.protocol.intel..",
            "org.pirouette.protocol.x86..",
            "org.pirouette.protocol.amd..",
            "org.pirouette.protocol.arm..",
            "org.pirouette.model.intel..",
            "org.pirouette.model.amd..",
            "org.pirouette.model.arm..")
        .check(CLASSES);
  }
}
