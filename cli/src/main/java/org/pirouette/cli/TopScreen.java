package org.pirouette.cli;

import java.util.List;
import org.pirouette.host.linux.RawTerminal;
import org.pirouette.host.live.VcpuMonitor;
import org.pirouette.host.live.VcpuRates;
import org.pirouette.report.text.Style;
import org.pirouette.report.text.Terminal;
import org.pirouette.report.text.Visible;
import org.pirouette.report.top.TopFrame;
import org.pirouette.report.top.TopOrder;

/// The live screen of `top`: draws over the whole window, listens to keys, leaves the terminal as
/// it was. Plain control sequences (ECMA-48), so that it starts at once on any terminal.
final class TopScreen implements AutoCloseable {
  private static final String ENTER = "\u001b[?1049h\u001b[?25l";
  private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
  private static final String HOME = "\u001b[H";
  private static final String CLEAR_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";
  private static final long KEY_MILLISECONDS = 100;
  private static final int LINES_AROUND = 5;

  private RawTerminal keyboard;
  private final Terminal terminal;
  private final VcpuMonitor monitor;
  private final Thread restore;

  TopScreen(RawTerminal keyboard, Terminal terminal, VcpuMonitor monitor) {
    this.keyboard = keyboard;
    this.terminal = terminal;
    this.monitor = monitor;
    this.restore = new Thread(this::leave);
    Runtime.getRuntime().addShutdownHook(restore);
    System.out.print(ENTER);
  }

  /// Takes the terminal again; without one there is nobody to show anything to.
  private void enter() {
    keyboard = RawTerminal.open().orElseThrow(() -> new IllegalStateException("no terminal"));
    System.out.print(ENTER);
  }

  /// Shows tables until the user quits.
  void run(double interval, TopOrder first) throws InterruptedException {
    TopOrder order = first;
    boolean paused = false;
    long before = System.nanoTime();
    long period = Math.round(interval * 1e9);
    monitor.sample();
    TopFrame frame = new TopFrame(List.of(), monitor.sources(), interval, order);
    draw(frame, paused);
    while (true) {
      Thread.sleep(KEY_MILLISECONDS);
      int key = keyboard.key();
      if (key == 'q' || key == 'Q') {
        return;
      }
      boolean redraw = false;
      if (key == RawTerminal.STOP_KEY) {
        leave();
        RawTerminal.stop();
        enter();
        redraw = true;
      }
      if (key == 'p' || key == ' ') {
        paused = !paused;
        redraw = true;
      } else if (key >= 0 && TopCommand.orderOf(key).isPresent()) {
        order = TopCommand.orderOf(key).orElseThrow();
        redraw = true;
      }
      long now = System.nanoTime();
      if (!paused && now - before >= period) {
        List<VcpuRates> rates = monitor.sample();
        frame = new TopFrame(rates, monitor.sources(), monitor.seconds(), order);
        before = now;
        redraw = true;
      }
      if (redraw) {
        frame = new TopFrame(frame.rates(), frame.sources(), frame.seconds(), order);
        draw(frame, paused);
      }
    }
  }

  private void draw(TopFrame frame, boolean paused) {
    int[] size = RawTerminal.size().orElse(new int[] {24, terminal.columns()});
    StringBuilder screen = new StringBuilder(HOME);
    line(
        screen,
        terminal.ansi().paint(Style.STRONG, cut("pirouette top: " + frame.header(), size[1])));
    line(
        screen,
        cut(
            paused ? "PAUSED (p goes on); q quits" : "q quits, p pauses; " + TopFrame.keys(),
            size[1]));
    line(screen, "");
    if (frame.rates().isEmpty()) {
      line(screen, monitor.watching() ? "Sampling ..." : TopFrame.NOTHING);
    } else {
      int rows = Math.max(1, size[0] - LINES_AROUND - 2);
      for (String row : frame.table(size[1], terminal.ansi(), rows).split("\n")) {
        line(screen, row);
      }
      int hidden = frame.rates().size() - rows;
      line(screen, hidden > 0 ? hidden + " more rows" : "");
      screen
          .append(terminal.ansi().paint(Style.DIM, cut(TopFrame.rule(), size[1])))
          .append(CLEAR_LINE);
    }
    System.out.print(screen.append(CLEAR_BELOW));
    System.out.flush();
  }

  private static void line(StringBuilder screen, String text) {
    screen.append(text).append(CLEAR_LINE).append("\r\n");
  }

  private static String cut(String given, int columns) {
    String text = Visible.line(given);
    return text.length() <= columns ? text : text.substring(0, Math.max(0, columns - 3)) + "...";
  }

  private void leave() {
    System.out.print(LEAVE);
    System.out.flush();
    keyboard.close();
  }

  @Override
  public void close() {
    leave();
    Runtime.getRuntime().removeShutdownHook(restore);
  }
}
