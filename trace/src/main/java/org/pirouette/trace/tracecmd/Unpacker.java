package org.pirouette.trace.tracecmd;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.pirouette.trace.event.RecordingException;

/// The compression of a trace.dat file of version 7.
enum Unpacker {
  /// No compression.
  NONE,
  /// zstd.
  ZSTD,
  /// zlib.
  ZLIB;

  /// The one that the file names.
  static Unpacker named(String name) throws RecordingException {
    return switch (name) {
      case "none" -> NONE;
      case "zstd" -> ZSTD;
      case "zlib" -> ZLIB;
      default ->
          throw new RecordingException(
              "Expected trace.dat compressed with zstd, zlib or none, found '"
                  + name.substring(0, Math.min(20, name.length()))
                  + "'; convert it with 'trace-cmd convert --compression none'.");
    };
  }

  /// Unpacks a block.
  ///
  /// @param size of the result, as the file says; checked against the result
  byte[] unpack(byte[] packed, int size) throws IOException {
    return switch (this) {
      case NONE -> packed;
      case ZSTD -> unpackZstd(packed, size);
      case ZLIB -> unpackZlib(packed, size);
    };
  }

  /// Unpacks what there is of a block that is cut off.
  ///
  /// @param size of the whole result, as the file says
  byte[] unpackBeginning(byte[] packed, int size) {
    try (InputStream stream =
        switch (this) {
          case NONE -> new ByteArrayInputStream(packed);
          case ZSTD -> new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(packed));
          case ZLIB -> new InflaterInputStream(new ByteArrayInputStream(packed));
        }) {
      byte[] result = new byte[size];
      return Arrays.copyOf(result, readUntilDamage(stream, result));
    } catch (IOException damaged) {
      return new byte[0];
    }
  }

  private static int readUntilDamage(InputStream stream, byte[] result) {
    int length = 0;
    try {
      int count;
      while (length < result.length
          && (count = stream.read(result, length, result.length - length)) > 0) {
        length += count;
      }
    } catch (IOException end) {
      return length;
    }
    return length;
  }

  private static byte[] unpackZstd(byte[] packed, int size) throws IOException {
    byte[] result = new byte[size];
    try {
      long length = Zstd.decompressByteArray(result, 0, size, packed, 0, packed.length);
      return length == size ? result : Arrays.copyOf(result, (int) length);
    } catch (ZstdException damaged) {
      throw new IOException(damaged.getMessage(), damaged);
    }
  }

  private static byte[] unpackZlib(byte[] packed, int size) throws IOException {
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(packed);
      byte[] result = new byte[size];
      int length = 0;
      while (length < size && !inflater.finished()) {
        int count = inflater.inflate(result, length, size - length);
        if (count == 0) {
          break;
        }
        length += count;
      }
      return length == size ? result : Arrays.copyOf(result, length);
    } catch (DataFormatException damaged) {
      throw new IOException(damaged.getMessage(), damaged);
    }
  }
}
