/* The entry of Dekker's algorithm; one statement is one step of Classics.dekker without fence. */
bit flag[2];
bit seen[2] = 1;

active [2] proctype process() {
  flag[_pid] = 1;
  d_step { seen[_pid] = flag[1 - _pid]; assert(seen[0] + seen[1] > 0) };
  false
}
