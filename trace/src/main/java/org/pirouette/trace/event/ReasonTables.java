package org.pirouette.trace.event;

import static org.pirouette.trace.event.ExitFamily.APIC;
import static org.pirouette.trace.event.ExitFamily.END_OF_INTERRUPT;
import static org.pirouette.trace.event.ExitFamily.EXTERNAL_INTERRUPT;
import static org.pirouette.trace.event.ExitFamily.HALT;
import static org.pirouette.trace.event.ExitFamily.INTERPROCESSOR_INTERRUPT;
import static org.pirouette.trace.event.ExitFamily.INTERRUPT_WINDOW;
import static org.pirouette.trace.event.ExitFamily.MEMORY;
import static org.pirouette.trace.event.ExitFamily.MSR;
import static org.pirouette.trace.event.ExitFamily.OTHER;
import static org.pirouette.trace.event.ExitFamily.TIMER;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The exit reasons known by name and number: VMX basic exit reasons (SDM 3D, appendix C), SVM exit
/// codes (APM 2, appendix C), Arm exception classes (ESR_EL2.EC), with the names that KVM prints.
final class ReasonTables {
  private static final Map<String, ExitFamily> FAMILIES =
      Map.ofEntries(
          Map.entry("EXTERNAL_INTERRUPT", EXTERNAL_INTERRUPT),
          Map.entry("interrupt", EXTERNAL_INTERRUPT),
          Map.entry("IRQ", EXTERNAL_INTERRUPT),
          Map.entry("INTERRUPT_WINDOW", INTERRUPT_WINDOW),
          Map.entry("vintr", INTERRUPT_WINDOW),
          Map.entry("Interrupt", EXTERNAL_INTERRUPT),
          Map.entry("HLT", HALT),
          Map.entry("hlt", HALT),
          Map.entry("idle-halt", HALT),
          Map.entry("WFx", HALT),
          Map.entry("MWAIT_INSTRUCTION", HALT),
          Map.entry("mwait", HALT),
          Map.entry("PREEMPTION_TIMER", TIMER),
          Map.entry("EOI_INDUCED", END_OF_INTERRUPT),
          Map.entry("MSR_READ", MSR),
          Map.entry("MSR_WRITE", MSR),
          Map.entry("MSR_READ_IMM", MSR),
          Map.entry("MSR_WRITE_IMM", MSR),
          Map.entry("msr", MSR),
          Map.entry("APIC_ACCESS", APIC),
          Map.entry("APIC_WRITE", APIC),
          Map.entry("avic_unaccelerated_access", APIC),
          Map.entry("EPT_VIOLATION", MEMORY),
          Map.entry("EPT_MISCONFIG", MEMORY),
          Map.entry("npf", MEMORY),
          Map.entry("DABT_LOW", MEMORY),
          Map.entry("IABT_LOW", MEMORY),
          Map.entry("avic_incomplete_ipi", INTERPROCESSOR_INTERRUPT));

  private static final String[] VMX = {
    "EXCEPTION_NMI",
    "EXTERNAL_INTERRUPT",
    "TRIPLE_FAULT",
    "INIT_SIGNAL",
    "SIPI_SIGNAL",
    "IO_SMI",
    "OTHER_SMI",
    "INTERRUPT_WINDOW",
    "NMI_WINDOW",
    "TASK_SWITCH",
    "CPUID",
    "GETSEC",
    "HLT",
    "INVD",
    "INVLPG",
    "RDPMC",
    "RDTSC",
    "RSM",
    "VMCALL",
    "VMCLEAR",
    "VMLAUNCH",
    "VMPTRLD",
    "VMPTRST",
    "VMREAD",
    "VMRESUME",
    "VMWRITE",
    "VMOFF",
    "VMON",
    "CR_ACCESS",
    "DR_ACCESS",
    "IO_INSTRUCTION",
    "MSR_READ",
    "MSR_WRITE",
    "INVALID_STATE",
    "MSR_LOAD_FAIL",
    "",
    "MWAIT_INSTRUCTION",
    "MONITOR_TRAP_FLAG",
    "",
    "MONITOR_INSTRUCTION",
    "PAUSE_INSTRUCTION",
    "MCE_DURING_VMENTRY",
    "",
    "TPR_BELOW_THRESHOLD",
    "APIC_ACCESS",
    "EOI_INDUCED",
    "GDTR_IDTR",
    "LDTR_TR",
    "EPT_VIOLATION",
    "EPT_MISCONFIG",
    "INVEPT",
    "RDTSCP",
    "PREEMPTION_TIMER",
    "INVVPID",
    "WBINVD",
    "XSETBV",
    "APIC_WRITE",
    "RDRAND",
    "INVPCID",
    "VMFUNC",
    "ENCLS",
    "RDSEED",
    "PML_FULL",
    "XSAVES",
    "XRSTORS",
    "PCONFIG",
    "SPP_EVENT",
    "UMWAIT",
    "TPAUSE",
    "LOADIWKEY",
    "",
    "",
    "",
    "",
    "BUS_LOCK",
    "NOTIFY",
    "SEAMCALL",
    "TDCALL",
    "",
    "",
    "",
    "",
    "",
    "",
    "MSR_READ_IMM",
    "MSR_WRITE_IMM"
  };

  /// SVM codes from 60h to 8Fh.
  private static final String[] SVM_FROM_60 = {
    "interrupt",
    "nmi",
    "smi",
    "init",
    "vintr",
    "cr0_sel_write",
    "read_idtr",
    "read_gdtr",
    "read_ldtr",
    "read_rt",
    "write_idtr",
    "write_gdtr",
    "write_ldtr",
    "write_rt",
    "rdtsc",
    "rdpmc",
    "pushf",
    "popf",
    "cpuid",
    "rsm",
    "iret",
    "swint",
    "invd",
    "pause",
    "hlt",
    "invlpg",
    "invlpga",
    "io",
    "msr",
    "task_switch",
    "ferr_freeze",
    "shutdown",
    "vmrun",
    "hypercall",
    "vmload",
    "vmsave",
    "stgi",
    "clgi",
    "skinit",
    "rdtscp",
    "icebp",
    "wbinvd",
    "monitor",
    "mwait",
    "mwait_cond",
    "xsetbv",
    "rdpru",
    "write_efer_trap"
  };

  /// SVM codes of exceptions, from 40h.
  private static final String[] SVM_EXCEPTIONS = {
    "DE", "DB", "", "BP", "OF", "BR", "UD", "NM", "DF", "", "TS", "NP", "SS", "GP", "PF", "", "MF",
    "AC", "MC", "XF"
  };

  private static final Map<Integer, String> SVM_OTHERS =
      Map.ofEntries(
          Map.entry(0x90, "write_cr0_trap"),
          Map.entry(0x94, "write_cr4_trap"),
          Map.entry(0x98, "write_cr8_trap"),
          Map.entry(0xa2, "invpcid"),
          Map.entry(0xa5, "buslock"),
          Map.entry(0xa6, "idle-halt"),
          Map.entry(0x400, "npf"),
          Map.entry(0x401, "avic_incomplete_ipi"),
          Map.entry(0x402, "avic_unaccelerated_access"),
          Map.entry(0x403, "vmgexit"));

  private static final Map<Integer, String> ARM_CLASSES =
      Map.ofEntries(
          Map.entry(0x00, "UNKNOWN"),
          Map.entry(0x01, "WFx"),
          Map.entry(0x03, "CP15_32"),
          Map.entry(0x04, "CP15_64"),
          Map.entry(0x05, "CP14_MR"),
          Map.entry(0x06, "CP14_LS"),
          Map.entry(0x07, "FP_ASIMD"),
          Map.entry(0x08, "CP10_ID"),
          Map.entry(0x09, "PAC"),
          Map.entry(0x0c, "CP14_64"),
          Map.entry(0x0e, "ILL"),
          Map.entry(0x11, "SVC32"),
          Map.entry(0x12, "HVC32"),
          Map.entry(0x13, "SMC32"),
          Map.entry(0x15, "SVC64"),
          Map.entry(0x16, "HVC64"),
          Map.entry(0x17, "SMC64"),
          Map.entry(0x18, "SYS64"),
          Map.entry(0x19, "SVE"),
          Map.entry(0x1a, "ERET"),
          Map.entry(0x1f, "IMP_DEF"),
          Map.entry(0x20, "IABT_LOW"),
          Map.entry(0x21, "IABT_CUR"),
          Map.entry(0x22, "PC_ALIGN"),
          Map.entry(0x24, "DABT_LOW"),
          Map.entry(0x25, "DABT_CUR"),
          Map.entry(0x26, "SP_ALIGN"),
          Map.entry(0x28, "FP_EXC32"),
          Map.entry(0x2c, "FP_EXC64"),
          Map.entry(0x2f, "SERROR"),
          Map.entry(0x30, "BREAKPT_LOW"),
          Map.entry(0x31, "BREAKPT_CUR"),
          Map.entry(0x32, "SOFTSTP_LOW"),
          Map.entry(0x33, "SOFTSTP_CUR"),
          Map.entry(0x34, "WATCHPT_LOW"),
          Map.entry(0x35, "WATCHPT_CUR"),
          Map.entry(0x38, "BKPT32"),
          Map.entry(0x3a, "VECTOR32"),
          Map.entry(0x3c, "BRK64"));

  /// Codes that KVM gives arm64 exits that are not traps; kept apart from exception classes.
  private static final Map<Integer, String> ARM_EXCEPTIONS =
      Map.of(0, "IRQ", 1, "EL1_SERROR", 2, "TRAP", 3, "IL");

  private ReasonTables() {}

  static ExitFamily family(String name) {
    return FAMILIES.getOrDefault(name, OTHER);
  }

  /// All known reasons, each at the position of its index.
  static List<ExitReason> all() {
    List<ExitReason> reasons = new ArrayList<>();
    for (int code = 0; code < VMX.length; code++) {
      add(reasons, VMX[code], Architecture.VMX, code);
    }
    for (int register = 0; register < 16; register++) {
      add(reasons, "read_cr" + register, Architecture.SVM, register);
      add(reasons, "write_cr" + register, Architecture.SVM, 0x10 + register);
      add(reasons, "read_dr" + register, Architecture.SVM, 0x20 + register);
      add(reasons, "write_dr" + register, Architecture.SVM, 0x30 + register);
    }
    for (int vector = 0; vector < SVM_EXCEPTIONS.length; vector++) {
      if (!SVM_EXCEPTIONS[vector].isEmpty()) {
        add(reasons, SVM_EXCEPTIONS[vector] + " excp", Architecture.SVM, 0x40 + vector);
      }
    }
    for (int code = 0; code < SVM_FROM_60.length; code++) {
      add(reasons, SVM_FROM_60[code], Architecture.SVM, 0x60 + code);
    }
    addSorted(reasons, SVM_OTHERS, Architecture.SVM, 0);
    addSorted(reasons, ARM_CLASSES, Architecture.ARM64, ReasonDictionary.ARM_CLASS);
    addSorted(reasons, ARM_EXCEPTIONS, Architecture.ARM64, 0);
    return List.copyOf(reasons);
  }

  private static void addSorted(
      List<ExitReason> reasons, Map<Integer, String> names, Architecture architecture, long base) {
    names.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> add(reasons, entry.getValue(), architecture, base | entry.getKey()));
  }

  private static void add(
      List<ExitReason> reasons, String name, Architecture architecture, long code) {
    if (!name.isEmpty()) {
      reasons.add(new ExitReason(name, architecture, code, family(name), reasons.size()));
    }
  }
}
