/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./cryosgd} in a checkout of its own, whose Maven only copies two small jars and whose program echoes its keys. */
class LauncherScriptTest {
    private static final String JAR = "CryoSGD_-0.1.0-SNAPSHOT.jar";

    @TempDir
    Path dir;

    private Path root;
    private Path target;

    /** CRYOSGD_JAVA_OPTS; null for none. */
    private String javaOptions;

    private record Run(int status, String out, String err) {}

    @BeforeEach
    void checkout() throws Exception {
        assumeTrue(!System.getProperty("os.name").startsWith("Windows"), "a Bash script");
        makeJars();
        Path maven = Files.createDirectories(dir.resolve("bin")).resolve("mvn");
        Files.writeString(maven, """
                #!/usr/bin/env bash
                echo build >> "%1$s/builds"
                mkdir -p target/lib target/fiji/plugins
                cp "%1$s/pristine/app.jar" target/%2$s
                cp "%1$s/pristine/library.jar" target/lib/
                cp target/%2$s target/fiji/plugins/
                """.formatted(dir, JAR));
        assertTrue(maven.toFile().setExecutable(true));
        makeRoot("checkout");
    }

    private void makeRoot(String name) throws IOException {
        root = dir.resolve(name);
        target = root.resolve("target");
        Files.createDirectories(root.resolve("src/main"));
        for (String file : List.of("pom.xml", "plugins.config")) Files.writeString(root.resolve(file), "");
        // older than what is built from them
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.toList())
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
        }
        Files.copy(Path.of("cryosgd"), root.resolve("cryosgd"), StandardCopyOption.COPY_ATTRIBUTES);
    }

    /** The program prints its arguments and a word from its library. */
    private void makeJars() throws IOException {
        Path sources = Files.createDirectories(dir.resolve("sources"));
        Path app = Files.writeString(sources.resolve("Launcher.java"), """
                package org.cryosgd.fiji;
                public class Launcher {
                    public static void main(String[] keys) {
                        if (keys[0].equals("reconstruct"))
                            System.out.println("short " + java.lang.management.ManagementFactory.getRuntimeMXBean()
                                    .getInputArguments().stream().filter(a -> a.contains("Tier")).toList());
                        System.out.println(word.Library.WORD.toString() + String.join(",", keys));
                    }
                }
                """);
        Path library = Files.writeString(
                sources.resolve("Library.java"),
                "package word; public class Library { public static final Object WORD = \"ran:\"; }");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertEquals(
                0,
                compiler.run(
                        null, null, null, "-proc:none", "-d", sources.toString(), app.toString(), library.toString()));
        Path pristine = Files.createDirectories(dir.resolve("pristine"));
        jar(pristine.resolve("app.jar"), sources, "org/cryosgd/fiji/Launcher.class");
        jar(pristine.resolve("library.jar"), sources, "word/Library.class");
    }

    private static void jar(Path jar, Path folder, String name) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            entries.putNextEntry(new JarEntry(name));
            Files.copy(folder.resolve(name), entries);
        }
    }

    private Run run(Path script, String... keys) throws Exception {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(keys));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(dir.toFile())
                .redirectOutput(dir.resolve("out").toFile())
                .redirectError(dir.resolve("err").toFile());
        Map<String, String> environment = builder.environment();
        environment.put("PATH", dir.resolve("bin") + ":" + environment.get("PATH"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.remove("CRYOSGD_JAVA_OPTS");
        if (javaOptions != null) environment.put("CRYOSGD_JAVA_OPTS", javaOptions);
        int status = builder.start().waitFor();
        return new Run(status, Files.readString(dir.resolve("out")), Files.readString(dir.resolve("err")));
    }

    private String run() throws Exception {
        Run run = run(root.resolve("cryosgd"), "info", "particles=a b ü.star");
        assertEquals("ran:info,particles=a b ü.star\n", run.out(), run.err());
        assertEquals(0, run.status());
        return run.err();
    }

    private int builds() throws IOException {
        Path file = dir.resolve("builds");
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }

    private boolean isShort(String... keys) throws Exception {
        List<String> all = new ArrayList<>(List.of("reconstruct"));
        all.addAll(List.of(keys));
        String said = run(root.resolve("cryosgd"), all.toArray(String[]::new)).out();
        boolean isShort = said.startsWith("short [-XX:TieredStopAtLevel=1, -XX:Tier3BackEdgeThreshold=1000]\n");
        assertTrue(isShort || said.startsWith("short []\n"), said);
        return isShort;
    }

    /** A table, and a stack that has the header only. */
    private void particles(int box) throws IOException {
        Path folder = Files.createDirectories(dir.resolve("a b"));
        Files.writeString(folder.resolve("p.star"), "data_\nloop_\n_rlnImageName\n1@p.mrcs\n2@p.mrcs\n");
        ByteBuffer header = ByteBuffer.allocate(1024).order(ByteOrder.nativeOrder());
        Files.write(folder.resolve("p.mrcs"), header.putInt(0, box).array());
    }

    /** docs/decisions/029-short-runs-have-one-compiler.md says why. */
    @Test
    void aShortRunHasOneCompiler() throws Exception {
        particles(128);
        assertTrue(isShort("particles=a b/p.star", "volume=m.mrc"));
        assertTrue(isShort("volume=m.mrc", "particles=" + dir.resolve("a b/p.star")));
        Files.copy(dir.resolve("a b/p.star"), dir.resolve("p.star"));
        assertFalse(isShort("particles=p.star"), "no stack beside it");
        Files.copy(dir.resolve("a b/p.mrcs"), dir.resolve("p.mrcs"));
        assertTrue(isShort("particles=p.star"));
        assertFalse(isShort("particles=p.star", "epochs=20"));
        assertFalse(isShort("particles=p.star", "symmetry=I"));
        assertFalse(isShort("particles=none.star"));
        assertFalse(isShort("particles="));
        assertFalse(isShort());
        javaOptions = "-Da=b --add-modules=jdk.incubator.vector";
        assertFalse(isShort("particles=p.star"), "Java's vectors need the second compiler");
        javaOptions = "-Xmx100m";
        assertTrue(isShort("particles=p.star"));
        // 10⁸ pixels of the square are 6 103 images of 128
        Files.writeString(dir.resolve("p.star"), "1@p.mrcs\n".repeat(6200));
        assertFalse(isShort("particles=p.star"), "many particles");
        Files.writeString(dir.resolve("p.star"), "1@p.mrcs\n# a long comment" + " ".repeat(5_000_000));
        assertFalse(isShort("particles=p.star"), "a large file");
        particles(256);
        assertFalse(isShort("particles=a b/p.star"));
    }

    /** A name that begins as an option does is the name of a file, and deletes nothing. */
    @Test
    void aTableMayBeNamedLikeAnOption() throws Exception {
        particles(64);
        for (String name : List.of("-delete", "-", "-r", "-x.star"))
            Files.copy(dir.resolve("a b/p.star"), dir.resolve(name));
        Files.copy(dir.resolve("a b/p.mrcs"), dir.resolve("p.mrcs"));
        for (String name : List.of("-delete", "-", "-r", "-x.star")) assertTrue(isShort("particles=" + name), name);
        for (String name : List.of("-delete", "-", "-r", "-x.star", "p.mrcs", "a b/p.star"))
            assertTrue(Files.exists(dir.resolve(name)), name);
    }

    @Test
    void itIsBuiltOnFirstUseOnly() throws Exception {
        assertEquals("Building CryoSGD (first use)...\n", run());
        FileTime archive = Files.getLastModifiedTime(target.resolve("cryosgd.jsa"));
        assertEquals("", run());
        assertEquals(1, builds());
        assertEquals(archive, Files.getLastModifiedTime(target.resolve("cryosgd.jsa")));
        Files.writeString(root.resolve("src/main/New.java"), "");
        Files.setLastModifiedTime(
                root.resolve("src/main/New.java"), FileTime.from(Instant.now().plusSeconds(1)));
        assertTrue(run().startsWith("Building CryoSGD (sources changed)"));
    }

    private void damage(String name, int length) throws IOException {
        Path file = target.resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        assertTrue(file.toFile().setWritable(true));
        Files.write(file, Arrays.copyOf(bytes, length < 0 ? bytes.length / 2 : length));
    }

    @Test
    void damagedJarsAreBuiltAgain() throws Exception {
        run();
        int builds = 1;
        for (String name : List.of(JAR, "lib/library.jar"))
            for (int length : new int[] {0, 10, -1}) {
                damage(name, length);
                assertEquals("Building CryoSGD (a jar of the last build is damaged)...\n", run(), name);
                assertEquals(++builds, builds());
            }
        byte[] bytes = Files.readAllBytes(target.resolve(JAR));
        bytes[bytes.length / 2] ^= 0x10;
        Files.write(target.resolve(JAR), bytes);
        assertTrue(run().contains("damaged"), "the same length, another bit");
        Files.delete(target.resolve("lib/library.jar"));
        run();
        assertEquals(builds + 2, builds());
    }

    /** Damage that keeps the time of the file, as a copy to a full disk may do, is seen by the size. */
    @Test
    void aShorterJarWithTheOldTimeIsBuiltAgain() throws Exception {
        run();
        Path jar = target.resolve(JAR);
        FileTime time = Files.getLastModifiedTime(jar);
        damage(JAR, -1);
        Files.setLastModifiedTime(jar, time);
        assertTrue(run().contains("damaged"));
    }

    @Test
    void aDamagedArchiveOfClassesIsMadeAgainWithoutABuild() throws Exception {
        run();
        Path archive = target.resolve("cryosgd.jsa");
        long size = Files.size(archive);
        assertNotEquals(0, size);
        for (int length : new int[] {0, 100, -1}) {
            damage("cryosgd.jsa", length);
            assertEquals("", run());
            assertEquals(size, Files.size(archive), 0.2 * size);
        }
        assertTrue(archive.toFile().setWritable(true));
        Files.write(archive, new byte[(int) size]);
        assertEquals("", run());
        assertEquals(1, builds());
    }

    /** A build that was killed leaves half a jar, or no libraries; one by hand is taken as it is. */
    @Test
    void aBuildThatWasKilledIsMadeAgain() throws Exception {
        run();
        damage(JAR, -1);
        Files.delete(target.resolve("cryosgd.stamp"));
        assertTrue(run().contains("damaged"));
        Files.delete(target.resolve("cryosgd.stamp"));
        Files.delete(target.resolve("fiji/plugins/" + JAR));
        assertTrue(run().contains("damaged"));
        Files.delete(target.resolve("cryosgd.stamp"));
        assertEquals("", run());
        Process maven = new ProcessBuilder(dir.resolve("bin/mvn").toString())
                .directory(root.toFile())
                .start();
        assertEquals(0, maven.waitFor());
        assertEquals("", run());
        assertEquals(4, builds());
    }

    @Test
    void foldersMayHaveOddNames() throws Exception {
        for (String name : List.of("with spaces", "Größe", "10:30 Uhr")) {
            if (name.contains(":")) assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "Linux");
            makeRoot(name);
            assertEquals("Building CryoSGD (first use)...\n", run());
            assertEquals("", run());
        }
    }

    @Test
    void aLinkToTheScriptWorks() throws Exception {
        Path link = Files.createSymbolicLink(dir.resolve("bin/cryo"), root.resolve("cryosgd"));
        assertEquals("ran:help\n", run(link, "help").out());
    }
}
