package org.pirouette.trace.text;

import static java.nio.charset.StandardCharsets.US_ASCII;

/// Tells the lines of call stacks, and of the function tracer, from events.
///
/// ```
///   vmm-3426 [001] d..1. 18.560570: <stack trace>           ftrace, trace-cmd report
///  => vmx_vcpu_run
///   vmm-3426 [001] d..1. 18.560571: vmx_exit <-vcpu_enter    function tracer
///         ffffffffc0a1b2c3 vmx_vcpu_run+0x123 ([kvm_intel])   perf script
/// ```
final class StackLines {
  private static final byte[] STACK = "<stack trace>".getBytes(US_ASCII);
  private static final byte[] USER_STACK = "<user stack trace>".getBytes(US_ASCII);
  private static final byte[] CALLER = " <-".getBytes(US_ASCII);
  private static final byte[] FRAME = "=> ".getBytes(US_ASCII);

  /// Digits that an address has at least.
  private static final int LEAST_ADDRESS = 6;

  private StackLines() {}

  /// Whether what stands behind the time begins a stack, or is a function with its caller.
  static boolean isTitle(Cursor cursor) {
    int at = cursor.position;
    return cursor.startsWith(at, STACK)
        || cursor.startsWith(at, USER_STACK)
        || cursor.find(at, CALLER) >= 0;
  }

  /// Whether a line without time is a frame of a stack.
  static boolean isFrame(Cursor cursor) {
    int at = cursor.position;
    if (cursor.startsWith(at, FRAME)) {
      return true;
    }
    int end = at;
    while (end < cursor.end && Character.digit(cursor.bytes[end], 16) >= 0) {
      end++;
    }
    return end - at >= LEAST_ADDRESS
        && end + 1 < cursor.end
        && cursor.bytes[end] == ' '
        && cursor.bytes[cursor.end - 1] == ')';
  }
}
