package org.pirouette.protocol.amd;

import java.util.ArrayList;
import java.util.List;
import org.pirouette.protocol.kvm.ExitReason;
import org.pirouette.protocol.x86.ApicRegister;
import org.pirouette.protocol.x86.HostVector;
import org.pirouette.protocol.x86.X86ExitReason;

/// The exit reasons that the programs use or a recording may carry over, with the names that KVM
/// prints on AMD hosts (Linux `SVM_EXIT_REASONS`).
///
/// @param name as KVM prints it
/// @param ordinal place in [#ALL]
/// @param kind what it is
/// @param counterpart the reason for which an Intel guest exits then, for the code that both share
public record AmdExitReason(String name, int ordinal, Kind kind, X86ExitReason counterpart)
    implements ExitReason {
  private static final List<AmdExitReason> LIST = new ArrayList<>();

  /// A physical interrupt; it stays pending (SVM_EXIT_INTR).
  public static final AmdExitReason INTERRUPT =
      add("interrupt", Kind.HOST_INTERRUPT, X86ExitReason.EXTERNAL_INTERRUPT);

  /// The guest can take the virtual interrupt that KVM asked with (SVM_EXIT_VINTR).
  public static final AmdExitReason VINTR =
      add("vintr", Kind.INTERRUPT_WINDOW, X86ExitReason.INTERRUPT_WINDOW);

  /// CPUID.
  public static final AmdExitReason CPUID = add("cpuid", Kind.INSTRUCTION, X86ExitReason.CPUID);

  /// HLT.
  public static final AmdExitReason HLT = add("hlt", Kind.HALT, X86ExitReason.HLT);

  /// VMMCALL.
  public static final AmdExitReason VMMCALL =
      add("vmmcall", Kind.INSTRUCTION, X86ExitReason.VMCALL);

  /// A write of CR0 that changes more than TS and MP.
  public static final AmdExitReason CR0_SEL_WRITE =
      add("cr0_sel_write", Kind.INSTRUCTION, X86ExitReason.CR_ACCESS);

  /// A write of DR7.
  public static final AmdExitReason WRITE_DR7 =
      add("write_dr7", Kind.INSTRUCTION, X86ExitReason.DR_ACCESS);

  /// IN or OUT.
  public static final AmdExitReason IO = add("io", Kind.INSTRUCTION, X86ExitReason.IO_INSTRUCTION);

  /// RDMSR or WRMSR.
  public static final AmdExitReason MSR = add("msr", Kind.SYSTEM_REGISTER, X86ExitReason.MSR_WRITE);

  /// MWAIT.
  public static final AmdExitReason MWAIT =
      add("mwait", Kind.INSTRUCTION, X86ExitReason.MWAIT_INSTRUCTION);

  /// PAUSE.
  public static final AmdExitReason PAUSE =
      add("pause", Kind.INSTRUCTION, X86ExitReason.PAUSE_INSTRUCTION);

  /// A write of CR8, while KVM holds an interrupt back that TPR masks.
  public static final AmdExitReason WRITE_CR8 =
      add("write_cr8", Kind.PRIORITY_WINDOW, X86ExitReason.TPR_BELOW_THRESHOLD);

  /// A nested page fault; without AVIC in xAPIC mode also each access to the APIC page.
  public static final AmdExitReason NPF = add("npf", Kind.MEMORY, X86ExitReason.EPT_VIOLATION);

  /// An IPI that the hardware did not complete (401h).
  public static final AmdExitReason AVIC_INCOMPLETE_IPI =
      add("avic_incomplete_ipi", Kind.CONTROLLER, X86ExitReason.OTHER);

  /// An access to the APIC page that the hardware left to the hypervisor (402h), such as the EOI of
  /// a level-triggered interrupt.
  public static final AmdExitReason AVIC_UNACCELERATED_ACCESS =
      add("avic_unaccelerated_access", Kind.END_OF_INTERRUPT, X86ExitReason.EOI_INDUCED);

  /// HLT with an interrupt that TPR lets pass already pending (idle HLT intercept).
  public static final AmdExitReason IDLE_HALT = add("idle-halt", Kind.HALT, X86ExitReason.HLT);

  /// Anything else.
  public static final AmdExitReason OTHER = add("other", Kind.OTHER, X86ExitReason.OTHER);

  /// All of them, each at its ordinal.
  public static final List<AmdExitReason> ALL = List.copyOf(LIST);

  private static AmdExitReason add(String name, Kind kind, X86ExitReason counterpart) {
    AmdExitReason reason = new AmdExitReason(name, LIST.size(), kind, counterpart);
    LIST.add(reason);
    return reason;
  }

  /// How a guest exits here where an Intel guest exits for `counterpart`.
  public static AmdExitReason of(X86ExitReason counterpart) {
    return switch (counterpart) {
      case EXTERNAL_INTERRUPT -> INTERRUPT;
      case INTERRUPT_WINDOW -> VINTR;
      case CPUID -> CPUID;
      case HLT -> HLT;
      case VMCALL -> VMMCALL;
      case CR_ACCESS -> CR0_SEL_WRITE;
      case DR_ACCESS -> WRITE_DR7;
      case IO_INSTRUCTION -> IO;
      case MSR_READ, MSR_WRITE -> MSR;
      case MWAIT_INSTRUCTION -> MWAIT;
      case PAUSE_INSTRUCTION -> PAUSE;
      case TPR_BELOW_THRESHOLD -> WRITE_CR8;
      case APIC_ACCESS, EPT_VIOLATION, EPT_MISCONFIG -> NPF;
      case EOI_INDUCED, APIC_WRITE -> AVIC_UNACCELERATED_ACCESS;
      case PREEMPTION_TIMER, OTHER -> OTHER;
    };
  }

  @Override
  public Meaning meaning(int detail) {
    return kind == Kind.HOST_INTERRUPT && detail == HostVector.GA_LOG
        ? Meaning.WAKEUP
        : counterpart(detail);
  }

  private Meaning counterpart(int detail) {
    return equals(AVIC_INCOMPLETE_IPI) ? Meaning.SEND_IPI : counterpart.meaning(detail);
  }

  @Override
  public String words(int detail) {
    return switch (meaning(detail)) {
      case WAKEUP -> detail == HostVector.GA_LOG ? "GALog" : "wakeup";
      case SEND_IPI -> "IPI";
      case NOTHING, DEVICE, KICK, NOTIFICATION, HOST_TIMER, END_OF_INTERRUPT, ARM_TIMER ->
          counterpart.words(detail);
    };
  }

  @Override
  public int recordedDetail(int interrupt, int systemRegister, long address) {
    return equals(AVIC_INCOMPLETE_IPI)
        ? ApicRegister.INTERRUPT_COMMAND
        : counterpart.recordedDetail(interrupt, systemRegister, address);
  }

  @Override
  public String toString() {
    return name;
  }
}
