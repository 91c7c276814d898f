/// The protocol of interrupt delivery as programs of atomic steps; here only the list of the
/// architectures it is written for.
@org.jspecify.annotations.NullMarked
package org.pirouette.protocol;
