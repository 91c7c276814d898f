package org.pirouette.trace.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pirouette.trace.event.EventKind;
import org.pirouette.trace.event.ReasonDictionary;
import org.pirouette.trace.event.RecordedEvent;
import org.pirouette.trace.input.Bytes;

class LineParserTest {
  private final LineParser parser = new LineParser(new ReasonDictionary());
  private final RecordedEvent event = new RecordedEvent();

  private LineParser.Line parse(String line) {
    byte[] text = line.getBytes(UTF_8);
    return parser.parse(Arrays.copyOf(text, text.length + Bytes.SLACK), 0, text.length, event);
  }

  @Test
  void readsAnExitOfFtraceWithAllFields() {
    LineParser.Line line =
        parse(
            "      apicv_test-1895    [001] d..1.    11.412576: kvm_exit: vcpu 3 reason"
                + " EXTERNAL_INTERRUPT rip 0x10000 info1 0x0000000000000082 info2"
                + " 0x0000000000000007 intr_info 0x800000ec error_code 0x00000000");

    assertThat(line).isEqualTo(LineParser.Line.EVENT);
    assertThat(event.kind).isEqualTo(EventKind.EXIT);
    assertThat(event.time).isEqualTo(11_412_576_000L);
    assertThat(event.cpu).isEqualTo(1);
    assertThat(event.thread).isEqualTo(1895);
    assertThat(event.comm()).isEqualTo("apicv_test");
    assertThat(event.vcpu).isEqualTo(3);
    assertThat(event.reason.name()).isEqualTo("EXTERNAL_INTERRUPT");
    assertThat(event.vector).isEqualTo(0xec);
    assertThat(event.info1).isEqualTo(0x82);
    assertThat(event.info2).isEqualTo(7);
  }

  @Test
  void readsTheHeaderFormsOfAllTools() {
    assertHeader(
        "  vmm-17007   (  17008) [001] d..1.  3751.229640: kvm_fpu: load", 17007, 17008, 1);
    assertHeader("  vmm-17007   (-------) [001] d..1.  3751.229640: kvm_fpu: load", 17007, -1, 1);
    assertHeader("  vmm 15822 [000]  3751.229640: kvm:kvm_fpu: load", 15822, -1, 0);
    assertHeader("  vmm 15820/15822 [000]  3751.229640000: kvm:kvm_fpu: load", 15822, 15820, 0);
    assertHeader("  vmm 15822  3751.229640: kvm:kvm_fpu: load", 15822, -1, -1);
    assertHeader("  vmm-17037     1d..1. 3751229640us : kvm_fpu: load", 17037, -1, 1);
    assertHeader("  vmm-17037     1d..1. 3751229640us#: kvm_fpu: load", 17037, -1, 1);
    assertHeader("> vmm-17037 [002] .... 3751.229640: kvm_fpu: load\r", 17037, -1, 2);
    assertHeader(
        "2021-12-12 16:11:10.2  vmm 206966 .N.. [017] 3751.229640: kvm:kvm_fpu: load",
        206966,
        -1,
        17);
    assertHeader("  vmm 15822 [000]  3751.229640:          1 kvm:kvm_fpu: load", 15822, -1, 0);
  }

  private void assertHeader(String line, int thread, int process, int cpu) {
    assertThat(parse(line)).as(line).isEqualTo(LineParser.Line.EVENT);
    assertThat(event.eventName()).as(line).isEqualTo("kvm_fpu");
    assertThat(event.time).as(line).isEqualTo(3_751_229_640_000L);
    assertThat(event.thread).as(line).isEqualTo(thread);
    assertThat(event.process).as(line).isEqualTo(process);
    assertThat(event.cpu).as(line).isEqualTo(cpu);
    assertThat(event.comm()).as(line).isEqualTo("vmm");
  }

  @Test
  void readsCommandsWithSpacesAndDashes() {
    parse(" CPU 0/KVM-7289    [023] d....  2925.640961: kvm_entry: vcpu 0");
    assertThat(event.comm()).isEqualTo("CPU 0/KVM");
    assertThat(event.thread).isEqualTo(7289);
    assertThat(event.vcpu).isZero();

    parse(
        "       kvm-vcpu-0-88776   [001] ...1.  6076.581774: kvm_exit: TRAP: HSR_EC: 0x0018 (SYS64), PC: 0x1");
    assertThat(event.comm()).isEqualTo("kvm-vcpu-0");
    assertThat(event.reason.name()).isEqualTo("SYS64");
  }

  @Test
  void readsExitReasonsAsEveryToolSpellsThem() {
    assertReason("reason EXIT_NPF rip 0x1 info 6 0", "npf");
    assertReason("reason EXIT_INTR rip 0x1 info 0 0", "interrupt");
    assertReason("reason EXIT_EXCP_GP rip 0x7ffbb280 info 0 0", "GP excp");
    assertReason("vcpu 0 reason PF excp rip 0x1 info1 0x0", "PF excp");
    assertReason("reason PENDING_INTERRUPT rip 0x1", "INTERRUPT_WINDOW");
    assertReason("reason UNKNOWN (75) rip 0x1 info 0 0", "UNKNOWN (75)");
    assertReason("vcpu 0 reason EXCEPTION_NMI FAILED_VMENTRY rip 0x1", "EXCEPTION_NMI");
    assertReason("IRQ: HSR_EC: 0x0000 (UNKNOWN), PC: 0x1", "IRQ");
    assertReason("exit_reason=0x30 (48) guest_rip=0x1 (1) isa=0x1 (1)", "EPT_VIOLATION");
    assertReason("exit_reason=0x400 (1024) isa=0x2 (2)", "npf");
  }

  private void assertReason(String payload, String reason) {
    assertThat(parse("a-1 [000] 1.000000: kvm_exit: " + payload))
        .as(payload)
        .isEqualTo(LineParser.Line.EVENT);
    assertThat(event.reason.name()).as(payload).isEqualTo(reason);
  }

  @Test
  void findsTheVectorOfOldExitsInTheSecondWordOfInformation() {
    parse(
        "qemu-5665  [000] ....   280.971121: kvm_exit: reason EXTERNAL_INTERRUPT rip 0x22da info 0 800000fd");
    assertThat(event.vector).isEqualTo(0xfd);
  }

  @Test
  void readsInterruptEvents() {
    parse("a-1 [000] 1.000000: kvm_inj_virq: IRQ 0x41 [reinjected]");
    assertThat(event.vector).isEqualTo(0x41);
    assertThat(event.write).isTrue();
    parse("a-1 [000] 1.000000: kvm_inj_virq:         irq 236");
    assertThat(event.vector).isEqualTo(236);
    parse("a-1 [000] 1.000000: kvm_apicv_accept_irq: apicid 1f vec 65 (Fixed|edge)");
    assertThat(event.target).isEqualTo(0x1f);
    assertThat(event.vector).isEqualTo(65);
    parse("a-1 [000] 1.000000: kvm_msr: msr_write 80b = 0x7 (#GP)");
    assertThat(event.address).isEqualTo(0x80b);
    assertThat(event.data).isEqualTo(7);
    assertThat(event.write).isTrue();
    parse("a-1 [000] 1.000000: kvm_apic: apic_read APIC_LVR = 0x50014");
    assertThat(event.address).isEqualTo(0x30);
    assertThat(event.write).isFalse();
    parse("a-1 [000] 1.000000: kvm_eoi: apicid 0 vector -1");
    assertThat(event.vector).isEqualTo(RecordedEvent.UNKNOWN);
    parse("a-1 [000] 1.000000: kvm_vcpu_wakeup: wait time 20283363 ns, polling valid");
    assertThat(event.data).isEqualTo(20_283_363);
    assertThat(event.write).isTrue();
    parse("a-1 [000] 1.000000: kvm_msi_set_irq: address=0xfee01000 (4276092928) data=0x40 (64)");
    assertThat(event.vector).isEqualTo(0x40);
    assertThat(event.target).isEqualTo(1);
    parse("a-1 [000] 1.000000: kvm_apic_accept_irq: apicid=0x0 (0) dm=0x0 (0) vec='@'(64)");
    assertThat(event.vector).isEqualTo(64);
    parse(
        "a-1 [000] 1.000000: kvm_apicv_inhibit_changed: set reason=6, inhibits=0x40 APIC_BASE_MODIFIED");
    assertThat(event.data).isEqualTo(0x40);
    assertThat(event.write).isTrue();
  }

  @Test
  void readsTheScheduler() {
    parse(
        "a-7 [000] 1.000000: sched_switch: prev_comm=a b prev_pid=7 prev_prio=120 prev_state=R+ ==>"
            + " next_comm=swapper/1 next_pid=9 next_prio=120");
    assertThat(event.target).isEqualTo(9);
    assertThat(event.data).isEqualTo(1);
    parse("a-7 [000] 1.000000: sched_switch: vmm:25871 [120] S ==> swapper/0:12 [120]");
    assertThat(event.target).isEqualTo(12);
    assertThat(event.data).isZero();
    parse("a-7 [000] 1.000000: sched_waking: comm=timeout pid=1913 prio=120 target_cpu=001");
    assertThat(event.target).isEqualTo(1913);
  }

  @Test
  void tellsLossesCommentsAndOtherLines() {
    assertThat(parse("CPU:0 [LOST 19877 EVENTS]")).isEqualTo(LineParser.Line.LOST);
    assertThat(parser.lostEvents()).isEqualTo(19877);
    assertThat(parse("CPU:1 [EVENTS DROPPED]")).isEqualTo(LineParser.Line.LOST);
    assertThat(parser.lostEvents()).isZero();
    assertThat(parse("CPU:1 [7 EVENTS DROPPED]")).isEqualTo(LineParser.Line.LOST);
    assertThat(parser.lostEvents()).isEqualTo(7);
    assertThat(parse("# entries-in-buffer/entries-written: 979/40965   #P:2"))
        .isEqualTo(LineParser.Line.LOST);
    assertThat(parser.lostEvents()).isEqualTo(39986);
    assertThat(parse("# tracer: nop")).isEqualTo(LineParser.Line.COMMENT);
    assertThat(parse(" > ")).isEqualTo(LineParser.Line.BLANK);
    assertThat(parse("hello world")).isEqualTo(LineParser.Line.OTHER);
    assertThat(parse("kvm_exit                                      13988   16.4    66300"))
        .isEqualTo(LineParser.Line.OTHER);
  }
}
