/* One vCPU on one pCPU, one device whose interrupt 41h is posted by the IOMMU: sections A1, A3 to A7 of the protocol, at
   the atomicity of the step programs. Written from the rules, apart from the Java code; what never varies here (NDST,
   requests, other vectors) is left out. SPIN must find as many states as the explorer.

   RAISES, HALTS, PREEMPTIONS: budgets.
   NO_SELF_IPI (mutant): W4 does not look at ON.  NO_SCAN (mutant): L4 does not set ON. */

#ifndef RAISES
#define RAISES 1
#endif
#ifndef HALTS
#define HALTS 0
#endif
#ifndef PREEMPTIONS
#define PREEMPTIONS 0
#endif

#define F2 4
#define F1 2
#define EC 1

/* who runs on the pCPU */
#define SCHEDULER 0
#define THREAD    1
#define GUEST     2
#define MICROCODE 3
#define HANDLER   4
#define NOBODY    5
byte context = SCHEDULER;
byte interrupted = NOBODY;

/* the pCPU */
bit hostIf = 1, preemptionOff, needResched, loadedHere;
byte bus, irr, isr;             /* sets of F2, F1, EC */
byte lock;                      /* 0, or who holds it + 1 */
bit onList;
byte slices = PREEMPTIONS;

/* the descriptor and the virtual APIC; vectors as bits, since there is only 41h */
bit pir, ON, SN = 1, armed;     /* armed: NV = F1h */
bit virr, visr, rvi, svi, vppr, recognized;

/* the vCPU */
bit inGuestMode, neverLoaded = 1, interruptible, onQueue = 1, onCpu, rcuwait;
bit guestIf = 1, halted;
byte phase, haltsLeft = HALTS;

/* registers of the thread */
byte pc = 100, syncReturn, checkReturn, resume, exitVector, copy;
bit exitHlt, preempted, flag, postedSeen, harvest, highest, highestNew;

/* registers of the handler, the processor's microcode, the IOMMU, the device */
byte handlerPc, handlerVector, cursor;
bit calledByExit;
byte cpuPc;
byte iommuPc, notification;
bit message, cached;
byte raises = RAISES;

#define CONTROL (1 + ON + 2 * SN + 4 * armed)
#define EXTERNAL ((irr & (F2 | F1)) -> !(isr & (F2 | F1)) : ((irr & EC) && isr == 0))
#define VIRTUAL (context == GUEST && guestIf && recognized)
#define BOUNDARY (VIRTUAL || (EXTERNAL && (context == GUEST || ((context == THREAD || context == SCHEDULER) && hostIf))))
#define FREE(who) (context == who && !BOUNDARY)

/* what must hold; checked after each step */
#define QUIET (!((bus | irr | isr) & (F2 | F1)) && context != HANDLER && iommuPc == 0)
#define SLEEPS (interruptible && !onQueue && !onCpu)
#define CHECK \
  assert(!(SLEEPS && guestIf && ON && QUIET)); \
  assert(!(context == GUEST && (SN || armed))); \
  assert(!(context == GUEST && pir && !ON)); \
  assert(!(context == GUEST && pir && ON && QUIET))

/* a step of the thread */
#define AT(n) d_step { FREE(THREAD) && pc == n;
#define END CHECK }

inline enableAndGoOn(next) {
  if
  :: needResched -> needResched = 0; hostIf = 0; preemptionOff = 1; resume = next; pc = 80
  :: else -> hostIf = 1; preemptionOff = 0; pc = next
  fi
}

inline answer(value) { flag = value; highest = 0; pc = checkReturn; checkReturn = 0 }

active proctype thread() {
  do
  /* vcpu_run, VM entry */
  :: AT(0)   if :: halted -> pc = 40 :: else -> pc = 1 fi; END
  :: AT(1)   pc = 2; END
  :: AT(2)   hostIf = 0; preemptionOff = 1; pc = 3; END
  :: AT(3)   inGuestMode = 1; pc = 4; END
  :: AT(4)   pc = 5; END
  :: AT(5)   syncReturn = 6; pc = 60; END
  :: AT(6)   highest = 0; pc = 7; END
  :: AT(7)   if :: needResched -> pc = 9 :: else -> pc = 8 fi; END
  :: AT(8)   vppr = svi; recognized = rvi && !vppr; context = GUEST; pc = 11; END
  :: AT(9)   inGuestMode = 0; pc = 10; END
  :: AT(10)  enableAndGoOn(0); END
  /* after a VM exit */
  :: AT(11)  inGuestMode = 0; pc = 12; END
  :: AT(12)  pc = 13;
             if
             :: !exitHlt -> handlerVector = exitVector; exitVector = 0; calledByExit = 1; interrupted = THREAD; context = HANDLER
             :: else
             fi; END
  :: AT(13)  enableAndGoOn(14); END
  :: AT(14)  if :: exitHlt -> exitHlt = 0; pc = 15 :: else -> pc = 0 fi; END
  :: AT(15)  halted = 1; pc = 0; END
  /* the halt path */
  :: AT(40)  checkReturn = 41; pc = 70; END
  :: AT(41)  if :: flag -> pc = 50 :: else -> pc = 42 fi; flag = 0; END
  :: AT(42)  rcuwait = 1; pc = 43; END
  :: AT(43)  interruptible = 1; pc = 44; END
  :: AT(44)  checkReturn = 45; pc = 70; END
  :: AT(45)  if :: flag -> pc = 48 :: else -> pc = 46 fi; flag = 0; END
  :: AT(46)  pc = 47; END
  :: AT(47)  if
             :: interruptible -> onQueue = 0; resume = 43; hostIf = 0; preemptionOff = 1; needResched = 0; pc = 80
             :: else -> pc = 43
             fi; END
  :: AT(48)  interruptible = 0; pc = 49; END
  :: AT(49)  rcuwait = 0; pc = 51; END
  :: AT(50)  halted = 0; pc = 0; END
  :: AT(51)  checkReturn = 52; pc = 70; END
  :: AT(52)  if :: flag -> pc = 50 :: else -> pc = 0 fi; flag = 0; END
  /* vmx_sync_pir_to_irr */
  :: AT(60)  if :: ON -> pc = 61 :: else -> pc = 65 fi; END
  :: AT(61)  ON = 0; pc = 62; END
  :: AT(62)  harvest = pir; pc = 63; END
  :: AT(63)  if :: harvest -> harvest = pir; pir = 0 :: else fi; pc = 64; END
  :: AT(64)  if :: harvest -> virr = 1; harvest = 0; highestNew = 1 :: else fi; pc = 65; END
  :: AT(65)  highest = virr; pc = 66; END
  :: AT(66)  rvi = highest; highestNew = 0; pc = syncReturn; syncReturn = 0; END
  /* kvm_arch_vcpu_runnable */
  :: AT(70)  if :: guestIf -> syncReturn = 71; pc = 60 :: else -> answer(0) fi; END
  :: AT(71)  answer(highest && !visr); END
  /* sched_out and put */
  :: AT(80)  preempted = onQueue; pc = 81; END
  :: AT(81)  pc = 82; END
  :: AT(82)  if :: !preempted && rcuwait && guestIf -> pc = 83 :: else -> pc = 90 fi; END
  :: d_step { FREE(THREAD) && pc == 83 && lock == 0; lock = 1; pc = 84; END
  :: AT(84)  onList = 1; pc = 85; END
  :: AT(85)  lock = 0; pc = 86; END
  :: AT(86)  copy = CONTROL; pc = 87; END
  :: AT(87)  if :: copy == CONTROL -> armed = 1; postedSeen = ON; pc = 88 :: else -> pc = 86 fi; copy = 0; END
#ifdef NO_SELF_IPI
  :: AT(88)  postedSeen = 0; pc = 91; END
#else
  :: AT(88)  if :: postedSeen -> bus = bus | F1 :: else fi; postedSeen = 0; pc = 91; END
#endif
  :: AT(90)  SN = 1; pc = 91; END
  :: AT(91)  loadedHere = 0; hostIf = 1; preemptionOff = 0; needResched = 0; onCpu = 0; context = SCHEDULER; pc = 100; END
  /* sched_in and load */
  :: AT(100) preempted = 0; loadedHere = 1; pc = 101; END
  :: AT(101) if :: !neverLoaded && !armed -> pc = 102 :: else -> pc = 103 fi; END
  :: AT(102) if :: SN -> pc = 112 :: else -> pc = 114 fi; SN = 0; END
  :: AT(103) hostIf = 0; pc = 104; END
  :: AT(104) if :: armed -> pc = 105 :: else -> pc = 108 fi; END
  :: d_step { FREE(THREAD) && pc == 105 && lock == 0; lock = 1; pc = 106; END
  :: AT(106) onList = 0; pc = 107; END
  :: AT(107) lock = 0; pc = 108; END
  :: AT(108) copy = CONTROL; pc = 109; END
  :: AT(109) if :: copy == CONTROL -> armed = 0; SN = 0; pc = 110 :: else -> pc = 108 fi; copy = 0; END
  :: AT(110) hostIf = 1; pc = 112; END
  :: AT(112) if :: pir -> postedSeen = 1 :: else fi; pc = 113; END
#ifdef NO_SCAN
  :: AT(113) postedSeen = 0; pc = 114; END
#else
  :: AT(113) if :: postedSeen -> ON = 1 :: else fi; postedSeen = 0; pc = 114; END
#endif
  :: AT(114) neverLoaded = 0; enableAndGoOn(resume);
             if :: pc == 80 :: else -> resume = 0 fi; END
  od
}

active proctype scheduler() {
  do
  :: d_step { FREE(SCHEDULER) && onQueue && !onCpu;
       onCpu = 1; hostIf = 1; preemptionOff = 1; needResched = 0; pc = 100; context = THREAD; END
  od
}

active proctype tick() {
  do
  :: d_step { slices > 0 && (context == THREAD || context == GUEST) && !needResched;
       slices--; needResched = 1; irr = irr | EC; END
  od
}

inline endPhysicalInterrupt() {
  if
  :: isr & F2 -> isr = isr & ~F2
  :: else -> if :: isr & F1 -> isr = isr & ~F1 :: else -> isr = 0 fi
  fi
}

active proctype processor() {
  byte vector;
  do
  :: d_step { cpuPc == 0 && BOUNDARY;
       if
       :: VIRTUAL ->
          visr = 1; virr = 0; svi = 1; vppr = 1; rvi = 0; recognized = 0; guestIf = 0; phase = 1
       :: else ->
          vector = (irr & F2 -> F2 : (irr & F1 -> F1 : EC));
          irr = irr & ~vector; isr = isr | vector;
          if
          :: context != GUEST -> hostIf = 0; interrupted = context; handlerVector = vector; context = HANDLER
          :: context == GUEST && vector == F2 -> interrupted = GUEST; context = MICROCODE; cpuPc = 1
          :: context == GUEST && vector != F2 -> exitHlt = 0; exitVector = vector; context = THREAD
          fi;
          vector = 0
       fi; END
  :: d_step { cpuPc == 1; ON = 0; cpuPc = 2; END
  :: d_step { cpuPc == 2; endPhysicalInterrupt(); cpuPc = 3; END
  :: d_step { cpuPc == 3; if :: pir -> pir = 0; virr = 1; rvi = 1 :: else fi; cpuPc = 4; END
  :: d_step { cpuPc == 4; recognized = rvi && !vppr; context = GUEST; interrupted = NOBODY; cpuPc = 0; END
  od
}

active proctype handler() {
  do
  :: d_step { context == HANDLER && handlerPc == 0;
       endPhysicalInterrupt();
       handlerPc = (handlerVector == F1 -> 1 : (handlerVector == EC -> 9 : 10)); END
  :: d_step { context == HANDLER && handlerPc == 1 && lock == 0; lock = 2; handlerPc = 2; END
  :: d_step { context == HANDLER && handlerPc == 2;
       if
       :: onList && cursor == 0 -> cursor = 1; if :: ON -> handlerPc = 3 :: else fi
       :: else -> cursor = 0; handlerPc = 6
       fi; END
  :: d_step { context == HANDLER && handlerPc == 3; if :: rcuwait -> handlerPc = 4 :: else -> handlerPc = 2 fi; END
  :: d_step { context == HANDLER && handlerPc == 4;
       if :: interruptible -> interruptible = 0; onQueue = 1 :: else fi; handlerPc = 2; END
  :: d_step { context == HANDLER && handlerPc == 6; lock = 0; handlerPc = 10; END
  :: d_step { context == HANDLER && handlerPc == 9; handlerPc = 10; END /* no timer of the vCPU has expired */
  :: d_step { context == HANDLER && handlerPc == 10;
       handlerPc = 0; handlerVector = 0; context = interrupted; interrupted = NOBODY;
       if
       :: !calledByExit ->
          hostIf = 1;
          if
          :: context == THREAD && needResched && !preemptionOff ->
             needResched = 0; hostIf = 0; preemptionOff = 1; resume = pc; pc = 80
          :: else
          fi
       :: else
       fi;
       calledByExit = 0; END
  od
}

active proctype guest() {
  do
  :: d_step { FREE(GUEST) && phase == 1; phase = 2; visr = 0; svi = 0; vppr = 0; recognized = rvi; END
  :: d_step { FREE(GUEST) && phase == 2; phase = 0; guestIf = 1; END
  :: d_step { FREE(GUEST) && phase == 0 && haltsLeft > 0; haltsLeft--; exitHlt = 1; exitVector = 0; context = THREAD; END
  od
}

active proctype messages() {
  do
  :: d_step { bus & F2; bus = bus & ~F2; irr = irr | F2; END
  :: d_step { bus & F1; bus = bus & ~F1; irr = irr | F1; END
  od
}

active proctype device() {
  do
  :: d_step { message == 0 && raises > 0; raises--; message = 1; END
  od
}

active proctype iommu() {
  do
  :: d_step { iommuPc == 0 && message; message = 0; cached = 1; iommuPc = 2; END
  :: d_step { iommuPc == 2;
       pir = 1;
       if
       :: !ON && !SN -> ON = 1; notification = (armed -> F1 : F2); iommuPc = 1
       :: else -> iommuPc = 0
       fi; END
  :: d_step { iommuPc == 1; bus = bus | notification; notification = 0; iommuPc = 0; END
  od
}
