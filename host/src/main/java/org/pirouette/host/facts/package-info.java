/// What is known about a host, whoever found it.
@NullMarked
package org.pirouette.host.facts;

import org.jspecify.annotations.NullMarked;
