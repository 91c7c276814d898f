/* Peterson's algorithm; one statement is one step of Classics.peterson. */
bit flag[2];
bit turn;
byte inside;

active [2] proctype process() {
  do
  :: flag[_pid] = 1;
     turn = 1 - _pid;
     skip; /* fence */
     (flag[1 - _pid] == 0 || turn == _pid);
     d_step { inside++; assert(inside < 2) };
     inside--;
     flag[_pid] = 0
  od
}
