package org.pirouette.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/// A headless Chromium that opens pages from disk and tells what they did: console messages and
/// network requests. Where Chromium or its driver is not installed, the tests that want it are
/// skipped, and say so.
///
/// All tests share one browser, for starting it takes seconds; it ends with the tests.
public final class Browser implements AutoCloseable {
  /// Where screenshots go: a build artefact for people to look at.
  public static final Path SCREENSHOTS = Path.of("target", "screenshots");

  private static @Nullable Browser shared;

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /// The browser, started if need be; or skips the test loudly.
  public static synchronized Browser open() {
    Browser browser = shared;
    if (browser == null) {
      browser = start();
      shared = browser;
      Runtime.getRuntime().addShutdownHook(new Thread(browser.driver::quit));
    }
    browser.prefer("light");
    return browser;
  }

  private static Browser start() {
    Path chromium =
        find("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
    Path chromeDriver = find("/usr/bin/chromedriver", "/usr/lib/chromium-browser/chromedriver");
    if (chromium == null || chromeDriver == null) {
      String skipped =
          "SKIPPED: the pages were not opened in a browser, for chromium or chromedriver is missing"
              + " (apt-get install chromium chromium-driver)";
      System.out.println(skipped);
      Assumptions.abort(skipped);
    }
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--hide-scrollbars");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(chromeDriver.toFile()).build();
    return new Browser(new ChromeDriver(service, options));
  }

  private static @Nullable Path find(String... places) {
    return Stream.of(places).map(Path::of).filter(Files::isExecutable).findFirst().orElse(null);
  }

  /// The driver, for clicks and keys.
  public ChromeDriver driver() {
    return driver;
  }

  /// Opens a file in a window of the given size in CSS pixels.
  public void show(Path file, int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    driver.manage().window().setSize(new Dimension(width, height));
    driver.get(file.toUri().toString());
  }

  /// Makes pages believe that the reader's system is dark or light.
  public void prefer(String colorScheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colorScheme))));
  }

  /// The value of a script's `return`.
  public @Nullable Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /// Fails if the page wrote anything to the console, or asked for anything but itself.
  public void assertQuiet() {
    List<String> console = new ArrayList<>();
    for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
      console.add(entry.getLevel() + " " + entry.getMessage());
    }
    assertThat(console).as("console messages").isEmpty();
    List<String> requests = new ArrayList<>();
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      String message = entry.getMessage();
      if (message.contains("\"Network.requestWillBeSent\"")
          && !message.contains("\"type\":\"Document\"")) {
        requests.add(message);
      }
    }
    assertThat(requests.stream().filter(it -> !it.contains("\"url\":\"data:")))
        .as("requests")
        .isEmpty();
  }

  /// Keeps a picture of the whole page.
  public void screenshot(String name) throws IOException {
    Files.createDirectories(SCREENSHOTS);
    Map<String, Object> picture =
        driver.executeCdpCommand(
            "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
    Files.write(
        SCREENSHOTS.resolve(name + ".png"),
        Base64.getDecoder().decode((String) picture.get("data")));
  }

  /// Keeps a picture of what the window shows.
  public void screenshotWindow(String name) throws IOException {
    Files.createDirectories(SCREENSHOTS);
    Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
  }

  /// Keeps the page as it would be printed on A4 paper.
  public void print(String name) throws IOException {
    Files.createDirectories(SCREENSHOTS);
    Map<String, Object> paper =
        driver.executeCdpCommand(
            "Page.printToPDF",
            Map.of("printBackground", true, "paperWidth", 8.27, "paperHeight", 11.69));
    Files.write(
        SCREENSHOTS.resolve(name + ".pdf"), Base64.getDecoder().decode((String) paper.get("data")));
  }

  /// Leaves the browser to the next test, its logs emptied.
  @Override
  public void close() {
    driver.get("about:blank");
    driver.manage().logs().get(LogType.BROWSER);
    driver.manage().logs().get(LogType.PERFORMANCE);
  }
}
