package org.pirouette.bench.compare;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Iterator;
import kotlin.sequences.Sequence;
import kotlin.time.Duration;
import kotlin.time.DurationUnit;
import kotlinx.datetime.Instant;
import org.kalasim.Component;
import org.kalasim.Environment;
import org.kalasim.Priority;

/// M/M/1 queues side by side on kalasim: a process for the arrivals and one for the server of each
/// station.
///
/// kalasim is made for Kotlin: its components have only constructors that Java may not name, and
/// its processes are coroutines. So the subclass of its component is generated here, and a process
/// is a plain iterator whose each `next` is one activation, which is cheaper than a coroutine.
final class KalasimQueues {
  private static final MethodHandle NEW_COMPONENT = componentFactory();
  private static final MethodHandle HOLD =
      find(
          "hold-n8is24I",
          MethodType.methodType(
              void.class,
              Duration.class,
              String.class,
              Instant.class,
              Priority.class,
              boolean.class));
  private static final MethodHandle ACTIVATE = activate();
  private static final MethodHandle BOX = box();

  private final Exponentials times;
  private final int[] customers;
  private final Environment environment;
  private int left;
  private long sum;

  private KalasimQueues(int stations, int events, Exponentials times) {
    this.times = times;
    customers = new int[stations];
    left = events;
    environment = new Environment();
    for (int station = 0; station < stations; station++) {
      new Arrivals(station);
    }
  }

  /// Simulates so many events from an empty system.
  static long run(int stations, int events, Exponentials times) {
    KalasimQueues queues = new KalasimQueues(stations, events, times);
    queues.environment.run(1e9, Priority.Companion.getNORMAL());
    return queues.sum;
  }

  private void done(int station) {
    sum += customers[station];
    if (--left == 0) {
      environment.stopSimulation();
    }
  }

  /// A process: what happens at each activation.
  private abstract class Process implements Iterator<Component> {
    final Component component;

    Process() {
      try {
        component = (Component) NEW_COMPONENT.invoke((Sequence<Component>) () -> this);
      } catch (Throwable failure) {
        throw new IllegalStateException(failure);
      }
    }

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public Component next() {
      activated();
      return component;
    }

    abstract void activated();

    void hold(double seconds) {
      try {
        long raw = kotlin.time.DurationKt.toDuration(seconds, DurationUnit.SECONDS);
        HOLD.invoke(
            component,
            (Duration) BOX.invoke(raw),
            null,
            null,
            Priority.Companion.getNORMAL(),
            false);
      } catch (Throwable failure) {
        throw new IllegalStateException(failure);
      }
    }
  }

  private final class Arrivals extends Process {
    private final int station;
    private final Server server;
    private boolean started;

    Arrivals(int station) {
      this.station = station;
      server = new Server(station);
    }

    @Override
    void activated() {
      if (started) {
        if (customers[station]++ == 0) {
          server.wake();
        }
        done(station);
      }
      started = true;
      hold(times.intervalSeconds());
    }
  }

  private final class Server extends Process {
    private final int station;
    private boolean serving;

    Server(int station) {
      this.station = station;
    }

    void wake() {
      try {
        ACTIVATE.invoke(component);
      } catch (Throwable failure) {
        throw new IllegalStateException(failure);
      }
    }

    @Override
    void activated() {
      if (serving) {
        customers[station]--;
        done(station);
      }
      serving = customers[station] > 0;
      if (serving) {
        hold(times.serviceSeconds());
      } else {
        component.passivate();
      }
    }
  }

  private static MethodHandle find(String name, MethodType type) {
    try {
      return MethodHandles.publicLookup().findVirtual(Component.class, name, type);
    } catch (ReflectiveOperationException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static MethodHandle box() {
    try {
      return MethodHandles.publicLookup()
          .findStatic(
              Duration.class, "box-impl", MethodType.methodType(Duration.class, long.class));
    } catch (ReflectiveOperationException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /// `activate` with all defaults.
  private static MethodHandle activate() {
    try {
      MethodHandle full =
          MethodHandles.publicLookup()
              .findStatic(
                  Component.class,
                  "activate-nRVORKE$default",
                  MethodType.methodType(
                      Component.class,
                      Component.class,
                      Instant.class,
                      long.class,
                      Priority.class,
                      boolean.class,
                      boolean.class,
                      boolean.class,
                      kotlin.reflect.KFunction.class,
                      int.class,
                      Object.class));
      return MethodHandles.insertArguments(
          full, 1, null, 0L, null, false, false, false, null, 0x7F, null);
    } catch (ReflectiveOperationException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /// Generates `class KalasimProcess extends Component`, which returns from `process()` the
  /// sequence that its constructor was given.
  private static MethodHandle componentFactory() {
    ClassDesc self = ClassDesc.of(KalasimQueues.class.getPackageName(), "KalasimProcess");
    ClassDesc component = ClassDesc.of("org.kalasim.Component");
    ClassDesc sequence = ClassDesc.of("kotlin.sequences.Sequence");
    MethodTypeDesc superConstructor =
        MethodTypeDesc.of(
            ConstantDescs.CD_void,
            ConstantDescs.CD_String,
            ClassDesc.of("kotlinx.datetime.Instant"),
            ClassDesc.of("kotlin.time.Duration"),
            ClassDesc.of("org.kalasim.Priority"),
            ClassDesc.of("kotlin.reflect.KFunction"),
            ClassDesc.of("org.koin.core.Koin"),
            ClassDesc.of("org.kalasim.misc.ComponentTrackingConfig"),
            ConstantDescs.CD_int,
            ClassDesc.of("kotlin.jvm.internal.DefaultConstructorMarker"));
    byte[] bytes =
        ClassFile.of()
            .build(
                self,
                type ->
                    type.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL)
                        .withSuperclass(component)
                        .withField("sequence", sequence, ClassFile.ACC_PRIVATE)
                        .withMethodBody(
                            ConstantDescs.INIT_NAME,
                            MethodTypeDesc.of(ConstantDescs.CD_void, sequence),
                            ClassFile.ACC_PUBLIC,
                            code -> {
                              code.aload(0).aload(1).putfield(self, "sequence", sequence);
                              code.aload(0);
                              for (int i = 0; i < 7; i++) {
                                code.aconst_null();
                              }
                              code.loadConstant(0x7F)
                                  .aconst_null()
                                  .invokespecial(
                                      component, ConstantDescs.INIT_NAME, superConstructor)
                                  .return_();
                            })
                        .withMethodBody(
                            "process",
                            MethodTypeDesc.of(sequence),
                            ClassFile.ACC_PUBLIC,
                            code -> code.aload(0).getfield(self, "sequence", sequence).areturn()));
    try {
      Class<?> generated = MethodHandles.lookup().defineClass(bytes);
      return MethodHandles.lookup()
          .findConstructor(generated, MethodType.methodType(void.class, Sequence.class))
          .asType(MethodType.methodType(Component.class, Sequence.class));
    } catch (ReflectiveOperationException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
