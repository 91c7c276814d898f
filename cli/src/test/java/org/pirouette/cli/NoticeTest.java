package org.pirouette.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is shipped has a row in NOTICE, with its version, and the text of its licence.
final class NoticeTest {
  private static final Path ROOT = Path.of(System.getProperty("pirouette.root", ".."));
  private static final Pattern JAR = Pattern.compile("(.+?)-(\\d.*)\\.jar");

  /// What only tests need, and no build ships. Whatever is neither here nor in NOTICE is a fault.
  private static final Pattern TESTS =
      Pattern.compile(
          "junit-.*|assertj-core|archunit.*|byte-buddy.*|opentest4j|apiguardian-api|slf4j-.*|surefire-.*"
              + "|open-test-reporting-.*");

  private static String notice() throws IOException {
    return Files.readString(ROOT.resolve("NOTICE"));
  }

  @Test
  void whatIsShippedHasARow() throws Exception {
    String words = notice().toLowerCase(Locale.ROOT);
    List<String> shipped = new ArrayList<>();
    String path = Objects.requireNonNull(System.getProperty("java.class.path"));
    for (String entry : path.split(File.pathSeparator)) {
      Matcher jar = JAR.matcher(Path.of(entry).getFileName().toString());
      if (jar.matches()
          && !jar.group(1).startsWith("pirouette-")
          && !TESTS.matcher(jar.group(1)).matches()) {
        shipped.add(jar.group(1) + " " + jar.group(2));
      }
    }
    System.out.println("libraries compared with NOTICE: " + shipped.size());
    assertThat(shipped).hasSizeGreaterThan(12);
    assertThat(shipped)
        .allSatisfy(library -> assertThat(words).contains(library.toLowerCase(Locale.ROOT)));
  }

  @Test
  void eachTextIsNamedAndEachNamedTextIsThere() throws Exception {
    List<String> named =
        Pattern.compile("LICENSES/([\\w.-]+\\w)")
            .matcher(notice())
            .results()
            .map(found -> found.group(1))
            .distinct()
            .sorted()
            .toList();
    try (Stream<Path> files = Files.list(ROOT.resolve("LICENSES"))) {
      assertThat(files.map(file -> file.getFileName().toString()).sorted().toList())
          .isEqualTo(named);
    }
  }

  /// Where a library brings its texts along, they are the ones that are told.
  @ParameterizedTest
  @CsvSource({
    "HdrHistogram, META-INF/LICENSE.txt, HdrHistogram.txt",
    "jackson-core, META-INF/NOTICE, Jackson-NOTICE.txt",
    "jackson-core, META-INF/FastDoubleParser-LICENSE, FastDoubleParser.txt",
    "jackson-core, META-INF/FastDoubleParser-ThirdParty-LICENSE, FastDoubleParser-ThirdParty.txt",
    "jackson-core, META-INF/Schubfach-LICENSE, Schubfach.txt"
  })
  void theTextsAreTheLibrariesOwn(String library, String entry, String text) throws Exception {
    String path = Objects.requireNonNull(System.getProperty("java.class.path"));
    String found =
        Stream.of(path.split(File.pathSeparator))
            .filter(it -> Path.of(it).getFileName().toString().startsWith(library + "-"))
            .findFirst()
            .orElseThrow();
    try (JarFile jar = new JarFile(found)) {
      ZipEntry own = Objects.requireNonNull(jar.getEntry(entry), entry);
      try (InputStream in = jar.getInputStream(own)) {
        String expected = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        assertThat(Files.readString(ROOT.resolve("LICENSES").resolve(text)))
            .isEqualToNormalizingWhitespace(expected);
      }
    }
  }
}
