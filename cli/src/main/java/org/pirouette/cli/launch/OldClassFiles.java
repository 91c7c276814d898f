package org.pirouette.cli.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/// Brings classes of a library that were compiled for Java 5 to the form of Java 8.
///
/// The JVM leaves classes without stack maps (before class file version 50) out of its
/// ahead-of-time cache, and checks them with its old, slow verifier at each start. For the
/// command-line library that is 0.1 s and more of every run. The code of the classes stays as it
/// is: they get a newer version number and the stack maps that go with it.
public final class OldClassFiles {
  private static final int FIRST_CACHED = 50;

  private OldClassFiles() {}

  /// Rewrites jars in place, those that need it.
  ///
  /// @param arguments the jars
  public static void main(String[] arguments) throws IOException {
    for (String jar : arguments) {
      raise(Path.of(jar));
    }
  }

  /// Rewrites one jar in place, if it has old classes.
  static void raise(Path jar) throws IOException {
    Path raised = jar.resolveSibling(jar.getFileName() + "." + ProcessHandle.current().pid());
    try {
      if (copy(jar, raised) > 0) {
        Files.move(
            raised, jar, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      }
    } finally {
      Files.deleteIfExists(raised);
    }
  }

  private static int copy(Path from, Path to) throws IOException {
    int raised = 0;
    try (JarFile jar = new JarFile(from.toFile());
        URLClassLoader neighbours = new URLClassLoader(new URL[] {from.toUri().toURL()});
        JarOutputStream out = new JarOutputStream(Files.newOutputStream(to))) {
      ClassFile classFile =
          ClassFile.of(
              ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(neighbours)));
      for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
        JarEntry entry = entries.nextElement();
        byte[] bytes = jar.getInputStream(entry).readAllBytes();
        if (isClass(entry)) {
          ClassModel model = classFile.parse(bytes);
          if (model.majorVersion() < FIRST_CACHED) {
            bytes = raised(classFile, model);
            raised++;
          }
        }
        JarEntry copy = new JarEntry(entry.getName());
        copy.setTime(entry.getTime());
        out.putNextEntry(copy);
        out.write(bytes);
        out.closeEntry();
      }
    } catch (UncheckedIOException failure) {
      throw failure.getCause();
    }
    return raised;
  }

  private static boolean isClass(JarEntry entry) {
    return entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/");
  }

  private static byte[] raised(ClassFile classFile, ClassModel model) {
    ClassTransform newStackMaps = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL);
    ClassTransform newVersion =
        ClassTransform.endHandler(builder -> builder.withVersion(ClassFile.JAVA_8_VERSION, 0));
    return classFile.transformClass(model, newStackMaps.andThen(newVersion));
  }
}
