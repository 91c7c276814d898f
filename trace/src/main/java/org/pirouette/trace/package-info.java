/// Reads recordings of KVM hosts and accounts their exits.
@NullMarked
package org.pirouette.trace;

import org.jspecify.annotations.NullMarked;
