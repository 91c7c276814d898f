package org.pirouette.host.tree;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// A collected tree inside a `.tar.zst` or `.tar`, read into memory within limits. Links are never
/// followed, only their text is kept.
public final class ArchiveTree implements HostTree {
  private static final int BLOCK = 512;
  private static final int MOST_ENTRIES = 200_000;
  private static final int ZSTANDARD = 0xFD2FB528;

  private final Path file;
  private final ReadLimits limits;
  private final TreeMap<String, byte[]> files = new TreeMap<>();
  private final TreeMap<String, String> links = new TreeMap<>();
  private final TreeMap<String, String> directories = new TreeMap<>();

  private ArchiveTree(Path file, ReadLimits limits) {
    this.file = file;
    this.limits = limits;
  }

  /// Reads an archive.
  ///
  /// @throws IOException if it is no such archive or beyond the limits; the message says which
  public static ArchiveTree open(Path file) throws IOException {
    ArchiveTree tree = new ArchiveTree(file, ReadLimits.STANDARD);
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
      raw.mark(8);
      byte[] magic = raw.readNBytes(4);
      raw.reset();
      boolean compressed = magic.length == 4 && little(magic) == ZSTANDARD;
      tree.load(compressed ? new ZstdInputStream(raw) : raw, ReadLimits.unpacked(Files.size(file)));
    }
    return tree;
  }

  private static int little(byte[] bytes) {
    return (bytes[0] & 0xFF)
        | (bytes[1] & 0xFF) << 8
        | (bytes[2] & 0xFF) << 16
        | (bytes[3] & 0xFF) << 24;
  }

  private void load(InputStream tar, long most) throws IOException {
    long left = most;
    for (int entries = 0; ; entries++) {
      byte[] header = tar.readNBytes(BLOCK);
      if (entries == 0 && (header.length < BLOCK || header[0] == 0)) {
        throw new IOException("no tar archive");
      }
      if (header.length < BLOCK) {
        throw new IOException(
            "it is cut off after "
                + entries
                + " entries: the mark at its end is missing; copy it"
                + " again");
      }
      if (header[0] == 0) {
        return;
      }
      if (!text(header, 257, 5).equals("ustar")) {
        throw new IOException("no tar archive (entry " + (entries + 1) + " has no ustar header)");
      }
      long size = octal(header, 124, 12);
      left -= BLOCK;
      if (entries >= MOST_ENTRIES || size < 0 || size > left) {
        throw new IOException(
            "it unpacks to more than a collection of its size can hold (%,d bytes)"
                .formatted(most));
      }
      left -= size;
      String prefix = text(header, 345, 155);
      String name = clean((prefix.isEmpty() ? "" : prefix + "/") + text(header, 0, 100));
      byte[] content = tar.readNBytes((int) size);
      long padding = (BLOCK - size % BLOCK) % BLOCK;
      if (content.length < size || tar.readNBytes((int) padding).length < padding) {
        throw new IOException(
            "it is cut off within '" + BoundedReader.printable(name) + "'; copy it again");
      }
      keep(name, header, content);
    }
  }

  private void keep(String name, byte[] header, byte[] content) {
    switch (header[156]) {
      case 0, '0' -> files.put(name, content);
      case '5' -> directories.put(name, name);
      case '2' -> links.put(name, BoundedReader.printable(text(header, 157, 100)));
      default -> {}
    }
  }

  /// Names as paths below the root, whatever stands before.
  private static String clean(String name) {
    List<String> parts = new ArrayList<>();
    for (String part : name.split("/")) {
      if (!part.isEmpty() && !part.equals(".") && !part.equals("..")) {
        parts.add(part);
      }
    }
    return String.join("/", parts);
  }

  private static String text(byte[] block, int offset, int length) {
    int end = offset;
    while (end < offset + length && block[end] != 0) {
      end++;
    }
    return new String(block, offset, end - offset, StandardCharsets.UTF_8);
  }

  private static long octal(byte[] block, int offset, int length) {
    long value = 0;
    for (int at = offset; at < offset + length; at++) {
      if (block[at] >= '0' && block[at] <= '7') {
        value = value << 3 | block[at] - '0';
      } else if (block[at] != 0 && block[at] != ' ') {
        return -1;
      }
    }
    return value;
  }

  @Override
  public Content read(String path) {
    byte[] content = files.get(path);
    if (content == null) {
      return new Content.Absent(path);
    }
    try {
      return BoundedReader.read(path, new ByteArrayInputStream(content), limits.of(path));
    } catch (IOException impossible) {
      return new Content.Unreadable(path, String.valueOf(impossible.getMessage()));
    }
  }

  @Override
  public List<String> list(String directory) {
    String prefix = directory + "/";
    List<String> names = new ArrayList<>();
    for (TreeMap<String, ?> entries : List.of(files, links, directories)) {
      for (String path : entries.tailMap(prefix, false).keySet()) {
        if (!path.startsWith(prefix)) {
          break;
        }
        int slash = path.indexOf('/', prefix.length());
        names.add(path.substring(prefix.length(), slash < 0 ? path.length() : slash));
      }
    }
    return names.stream().distinct().sorted().limit(limits.entries()).toList();
  }

  @Override
  public Optional<String> link(String path) {
    return Optional.ofNullable(links.get(path));
  }

  @Override
  public boolean live() {
    return false;
  }

  @Override
  public String name() {
    return file.toString();
  }
}
