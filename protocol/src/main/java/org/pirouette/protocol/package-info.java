/// The step programs of device, IOMMU, CPU and hypervisor, on shared words.
@NullMarked
package org.pirouette.protocol;

import org.jspecify.annotations.NullMarked;
