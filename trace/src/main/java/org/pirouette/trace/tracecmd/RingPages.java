package org.pirouette.trace.tracecmd;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The layout of ring-buffer pages, from the text "header_page" that the file carries:
///
/// ```
/// field: u64 timestamp;   offset:0;   size:8;
/// field: local_t commit;  offset:8;   size:8;
/// field: char data;       offset:16;  size:4080;
/// ```
///
/// @param size of a page in bytes
/// @param commitOffset where the length of the page's data stands
/// @param commitSize its size, 4 or 8 bytes
/// @param dataOffset where the events start
record RingPages(int size, int commitOffset, int commitSize, int dataOffset) {
  private static final Pattern FIELD =
      Pattern.compile("(timestamp|commit|data);\\s*offset:(\\d{1,4});\\s*size:(\\d{1,6});");
  private static final int LEAST = 4 << 10;
  private static final int MOST = 1 << 20;

  /// The size of a page as the text tells it, for files that lack the better place.
  ///
  /// @param usual what to give where the text does not tell
  static int toldSize(String headerPage, int usual) {
    Matcher field = FIELD.matcher(headerPage);
    while (field.find()) {
      if (field.group(1).equals("data")) {
        int size = Integer.parseInt(field.group(2)) + Integer.parseInt(field.group(3));
        return Integer.bitCount(size) == 1 && size > usual ? size : usual;
      }
    }
    return usual;
  }

  /// Takes the layout out of the text; the usual 64-bit one where it is not told.
  ///
  /// @param size of a page in bytes, as the file says
  static RingPages of(String headerPage, int size) {
    int commitOffset = 8;
    int commitSize = 8;
    int dataOffset = 16;
    Matcher field = FIELD.matcher(headerPage);
    while (field.find()) {
      int offset = Integer.parseInt(field.group(2));
      switch (field.group(1)) {
        case "commit" -> {
          commitOffset = offset;
          commitSize = Integer.parseInt(field.group(3)) == 4 ? 4 : 8;
        }
        case "data" -> dataOffset = offset;
        default -> {}
      }
    }
    boolean sane =
        commitOffset <= 64 && dataOffset >= commitOffset + commitSize && dataOffset <= 128;
    int usable = size >= LEAST && size <= MOST ? size : LEAST;
    return sane
        ? new RingPages(usable, commitOffset, commitSize, dataOffset)
        : new RingPages(usable, 8, 8, 16);
  }
}
