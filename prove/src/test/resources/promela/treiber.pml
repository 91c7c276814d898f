/* Two nodes, A (1) on top of B (2); one statement is one step of Classics.treiber.
   TAGGED: each change of the top changes a tag in bits 2 and 3. */
byte top = 1;
byte linkA = 2;
#define NEXT(node) ((node) == 1 -> linkA : 0)
bit owned;
byte seen[2];
byte after[2];

#ifdef TAGGED
#define WITH_TAG(node, old) ((node) | (((old) + 4) & 12))
#else
#define WITH_TAG(node, old) (node)
#endif
#define NODE(value) ((value) & 3)
#define CHECK assert(owned == 0 || NODE(top) != 2)

active proctype once() {
  if
  :: d_step { NODE(top) != 0; seen[0] = top };
     after[0] = NEXT(NODE(seen[0]));
     d_step { if :: top == seen[0] -> top = WITH_TAG(after[0], seen[0]) :: else fi; CHECK }
  :: d_step { NODE(top) == 0; seen[0] = top }
  fi;
  false
}

active proctype twice() {
  if
  :: d_step { NODE(top) == 1; seen[1] = top };
     after[1] = linkA;
     if
     :: d_step { top == seen[1]; top = WITH_TAG(after[1], seen[1]) };
        if
        :: d_step { NODE(top) == 2; seen[1] = top };
           if
           :: d_step { top == seen[1]; top = WITH_TAG(0, seen[1]); owned = 1; CHECK };
              seen[1] = top;
              linkA = NODE(seen[1]);
              d_step { if :: top == seen[1] -> top = WITH_TAG(1, seen[1]) :: else fi; CHECK }
           :: top != seen[1]
           fi
        :: d_step { NODE(top) != 2; seen[1] = top }
        fi
     :: top != seen[1]
     fi
  :: d_step { NODE(top) != 1; seen[1] = top }
  fi;
  false
}
