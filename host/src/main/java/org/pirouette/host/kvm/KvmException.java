package org.pirouette.host.kvm;

/// A call to KVM failed.
public final class KvmException extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param operation such as `KVM_CREATE_VM`
  /// @param result the negated errno
  KvmException(String operation, long result) {
    super(operation + " failed with errno " + -result);
  }

  /// @param sentence what was expected and what was found
  KvmException(String sentence) {
    super(sentence);
  }

  /// The result of a call, which must not be negative.
  static int checked(String operation, int result) throws KvmException {
    if (result < 0) {
      throw new KvmException(operation, result);
    }
    return result;
  }
}
