/* Three processes and a lock; one statement is one step of Classics.lock. ATOMIC: test-and-set. */
bit lock;
byte inside;

active [3] proctype process() {
  do
  :: d_step { lock == 0;
#ifdef ATOMIC
       lock = 1
#endif
     };
     lock = 1;
     d_step { inside++; assert(inside < 2) };
     inside--;
     lock = 0
  od
}
