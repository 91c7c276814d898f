/*
 * The peer of the model's benchmarks: a posted-interrupt descriptor and the delivery half of a
 * virtual APIC, written in C with the compiler's atomics. Each function does what the Java method of
 * the same name does, and as often as asked.
 *
 *   gcc -O2 -shared -fPIC -o libmodel.so model.c        what the benchmarks call
 *   gcc -O2 -pthread -DSTANDALONE -o model model.c      prints its own figures, as a cross-check
 */
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>

struct descriptor {
  uint64_t pir[4];
  uint64_t control;
  uint64_t reserved[3];
} __attribute__((aligned(64)));

enum { ON = 1, SN = 2, SPINS_BEFORE_YIELD = 64 };
#define RESERVED UINT64_C(0xff00fffc)
#define LINE_HELD UINT64_C(0xa5005aa8)

static inline uint64_t get_control(struct descriptor *d) {
  uint64_t control = __atomic_load_n(&d->control, __ATOMIC_SEQ_CST);
  for (int spin = 0; (control & RESERVED) == LINE_HELD; spin++) {
    if (spin < SPINS_BEFORE_YIELD) {
      __builtin_ia32_pause();
    } else {
      sched_yield();
    }
    control = __atomic_load_n(&d->control, __ATOMIC_SEQ_CST);
  }
  return control;
}

static inline int swap_control(struct descriptor *d, uint64_t expected, uint64_t control) {
  return __atomic_compare_exchange_n(
      &d->control, &expected, control, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

/* One step on the whole line, as VT-d posts. Returns the word to notify with, or 0. */
static inline uint64_t post(struct descriptor *d, unsigned vector, int urgent) {
  uint64_t control = get_control(d);
  while (!(control & RESERVED)) {
    if (swap_control(d, control, control | LINE_HELD)) {
      __atomic_fetch_or(&d->pir[vector >> 6], UINT64_C(1) << (vector & 63), __ATOMIC_SEQ_CST);
      int notifies = !(control & ON) && (urgent || !(control & SN));
      uint64_t after = notifies ? control | ON : control;
      __atomic_store_n(&d->control, after, __ATOMIC_RELEASE);
      return notifies ? after : 0;
    }
    control = get_control(d);
  }
  return UINT64_MAX;
}

static inline int drain(struct descriptor *d, uint64_t into[4]) {
  uint64_t control;
  do {
    control = get_control(d);
  } while ((control & ON) && !swap_control(d, control, control & ~(uint64_t)ON));
  uint64_t any = 0;
  for (int word = 0; word < 4; word++) {
    if (__atomic_load_n(&d->pir[word], __ATOMIC_SEQ_CST)) {
      uint64_t requests = __atomic_exchange_n(&d->pir[word], 0, __ATOMIC_SEQ_CST);
      into[word] |= requests;
      any |= requests;
    }
  }
  return any != 0;
}

uint64_t post_and_drain(struct descriptor *d, uint64_t *into, int rounds) {
  uint64_t result = 0;
  for (int round = 0; round < rounds; round++) {
    result += post(d, round & 255, 0);
    result += drain(d, into);
  }
  return result;
}

uint64_t posts(struct descriptor *d, int rounds) {
  uint64_t result = 0;
  for (int round = 0; round < rounds; round++) {
    result += post(d, round & 255, 0);
  }
  return result;
}

uint64_t drains(struct descriptor *d, uint64_t *into, int rounds) {
  uint64_t result = 0;
  for (int round = 0; round < rounds; round++) {
    result += drain(d, into);
  }
  return result;
}

struct virtual_apic {
  uint8_t *page;
  unsigned rvi, svi;
  int recognized, interrupt_window_exiting;
  uint64_t eoi_exit[4];
};

enum { VTPR = 0x080, VPPR = 0x0a0, VEOI = 0x0b0, VISR = 0x100, VIRR = 0x200 };

static inline uint32_t *at(struct virtual_apic *a, unsigned offset) {
  return (uint32_t *)(a->page + offset);
}

static inline uint32_t *bits(struct virtual_apic *a, unsigned base, unsigned vector) {
  return at(a, base | ((vector & 0xe0) >> 1));
}

static inline unsigned highest(struct virtual_apic *a, unsigned base) {
  for (int n = 7; n >= 0; n--) {
    uint32_t word = *at(a, base + 16 * n);
    if (word) {
      return 32 * n + 31 - __builtin_clz(word);
    }
  }
  return 0;
}

static inline void evaluate(struct virtual_apic *a) {
  a->recognized = !a->interrupt_window_exiting && (a->rvi & 0xf0) > (*at(a, VPPR) & 0xf0);
}

static inline void virtualize_ppr(struct virtual_apic *a) {
  uint32_t vtpr = *at(a, VTPR);
  *at(a, VPPR) = (vtpr & 0xf0) >= (a->svi & 0xf0) ? vtpr & 0xff : a->svi & 0xf0;
}

/* Returns the vector delivered, or -1 if none is recognized. */
static inline int deliver(struct virtual_apic *a) {
  if (!a->recognized) {
    return -1;
  }
  unsigned vector = a->rvi;
  *bits(a, VISR, vector) |= 1u << (vector & 31);
  *at(a, VPPR) = vector & 0xf0;
  *bits(a, VIRR, vector) &= ~(1u << (vector & 31));
  a->rvi = highest(a, VIRR);
  a->svi = vector;
  a->recognized = 0;
  return vector;
}

/* Returns the vector of an EOI exit, or -1. */
static inline int end_of_interrupt(struct virtual_apic *a) {
  *(uint64_t *)(a->page + VEOI) = 0;
  unsigned vector = a->svi;
  *bits(a, VISR, vector) &= ~(1u << (vector & 31));
  a->svi = highest(a, VISR);
  virtualize_ppr(a);
  if (a->eoi_exit[vector >> 6] >> (vector & 63) & 1) {
    return vector;
  }
  evaluate(a);
  return -1;
}

/* Puts vectors into VIRR, then delivers and ends all of them. */
uint64_t deliver_and_end(struct virtual_apic *a, const uint64_t *vectors, int rounds) {
  uint64_t result = 0;
  for (int round = 0; round < rounds; round++) {
    for (int word = 0; word < 4; word++) {
      *at(a, VIRR + 32 * word) |= (uint32_t)vectors[word];
      *at(a, VIRR + 32 * word + 16) |= (uint32_t)(vectors[word] >> 32);
    }
    a->rvi = highest(a, VIRR);
    virtualize_ppr(a);
    evaluate(a);
    while (a->recognized) {
      result += deliver(a);
      result += end_of_interrupt(a);
    }
  }
  return result;
}

struct virtual_apic *new_virtual_apic(void) {
  struct virtual_apic *apic = calloc(1, sizeof *apic);
  apic->page = aligned_alloc(4096, 4096);
  for (int n = 0; n < 4096; n++) {
    apic->page[n] = 0;
  }
  return apic;
}

#ifdef STANDALONE
#include <pthread.h>
#include <stdio.h>
#include <time.h>

static struct descriptor shared;
static int stop;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e9 + time.tv_nsec;
}

static void *drainer(void *unused) {
  (void)unused;
  uint64_t into[4] = {0};
  while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
    drains(&shared, into, 1000);
  }
  return NULL;
}

static void *poster(void *rounds) {
  posts(&shared, *(int *)rounds);
  return NULL;
}

int main(void) {
  enum { ROUNDS = 5000000, VECTORS = 14 };
  static struct descriptor alone;
  uint64_t into[4] = {0};
  double start = now();
  post_and_drain(&alone, into, ROUNDS);
  printf("post + drain             %7.1f ns\n", (now() - start) / ROUNDS);

  int rounds = ROUNDS;
  pthread_t threads[3];
  start = now();
  pthread_create(&threads[0], NULL, drainer, NULL);
  pthread_create(&threads[1], NULL, poster, &rounds);
  pthread_create(&threads[2], NULL, poster, &rounds);
  pthread_join(threads[1], NULL);
  pthread_join(threads[2], NULL);
  printf("post, 2 posters, drainer %7.1f ns\n", (now() - start) / ROUNDS);
  __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
  pthread_join(threads[0], NULL);

  uint64_t vectors[4] = {0};
  for (int n = 2; n < 16; n++) {
    vectors[n >> 2] |= UINT64_C(1) << (16 * (n & 3) + 5);
  }
  struct virtual_apic *apic = new_virtual_apic();
  start = now();
  uint64_t sum = deliver_and_end(apic, vectors, ROUNDS / VECTORS);
  printf("deliver + EOI            %7.1f ns (%llu)\n", (now() - start) / ROUNDS,
         (unsigned long long)sum);
  return 0;
}
#endif
