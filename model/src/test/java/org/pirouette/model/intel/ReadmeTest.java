package org.pirouette.model.intel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.pirouette.model.intel.RemappingOutcome.Blocked;
import org.pirouette.model.intel.RemappingOutcome.Posted;

/// The example of the README, step by step.
class ReadmeTest {

  @Test
  void anInterruptFromTheDeviceToTheGuest() {
    PhysicalMemory memory = new PhysicalMemory();
    memory.map(0x10_0000, MemorySegment.ofArray(new long[2 * 64]));
    memory.map(0x20_0000, MemorySegment.ofArray(new long[8]));
    PostedInterruptDescriptor descriptor = memory.descriptor(0x20_0000);
    descriptor.updateControl(control -> NotificationControl.of(0xF2, 3));

    RemappingUnit unit = new RemappingUnit(memory, RemappingCapabilities.SERVER);
    long table = InterruptRemappingTable.register(0x10_0000, 5, true);
    unit.writeTableAddress(table);
    unit.writeGlobalCommand(RemappingUnit.SIRTP);
    unit.writeGlobalCommand(RemappingUnit.IRE);
    SourceValidation owner = SourceValidation.requester(0x0108);
    new InterruptRemappingTable(memory, table)
        .replace(7, IrteFormat.Posted.to(0x20_0000, 0x41, false, owner).encode());

    Posted posted = (Posted) unit.request(0x0108, InterruptMessage.remappable(7));
    assertThat(NotificationControl.notificationVector(posted.notification())).isEqualTo(0xF2);
    assertThat(NotificationControl.destinationApicId(posted.notification(), true)).isEqualTo(3);
    assertThat(unit.request(0x0110, InterruptMessage.remappable(7)))
        .isEqualTo(new Blocked(RemappingFault.SOURCE_REFUSED, true));

    VirtualApic apic = new VirtualApic(VirtualApicPage.onHeap(), ApicVirtualizationControls.X2APIC);
    apic.vmEntry();
    apic.processPostedInterrupts(descriptor);
    assertThat(apic.deliverVirtualInterrupt()).isEqualTo(0x41);
    assertThat(apic.writeMsr(0x80B, 0)).isEqualTo(ApicOutcome.Plain.COMPLETED);
  }

  @Test
  void everyPublicClassIsInTheTable() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    try (var sources = Files.list(Path.of("src/main/java/org/pirouette/model/intel"))) {
      for (Path source : sources.toList()) {
        String name = source.getFileName().toString().replace(".java", "");
        boolean isPublic = Files.readString(source).contains("\npublic ");
        if (isPublic) {
          assertThat(readme).contains("`" + name);
        }
      }
    }
  }
}
