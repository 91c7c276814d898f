/// What the launcher runs once, after a build.
@NullMarked
package org.pirouette.cli.launch;

import org.jspecify.annotations.NullMarked;
