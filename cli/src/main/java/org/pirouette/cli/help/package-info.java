/// Help for people: grouped options, man pages. Everything is read from the commands themselves.
@NullMarked
package org.pirouette.cli.help;

import org.jspecify.annotations.NullMarked;
