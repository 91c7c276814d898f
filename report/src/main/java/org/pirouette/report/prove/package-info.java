/// What `pirouette prove` found, as text, sequence chart, JSON and Mermaid.
@NullMarked
package org.pirouette.report.prove;

import org.jspecify.annotations.NullMarked;
