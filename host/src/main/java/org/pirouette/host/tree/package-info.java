/// Where the facts about a host come from: the running host, a collected tree, or single files.
/// Every reader here is bounded and safe against hostile content.
@NullMarked
package org.pirouette.host.tree;

import org.jspecify.annotations.NullMarked;
