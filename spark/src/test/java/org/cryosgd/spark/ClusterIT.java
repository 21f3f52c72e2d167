/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs on a real cluster of a master and two workers: crashes do not change the map, and stops keep it. */
@Tag("cluster")
@EnabledIfEnvironmentVariable(named = "SPARK_HOME", matches = ".+")
class ClusterIT {
    private static final Path SAMPLE =
            Path.of("../sample-images").toAbsolutePath().normalize();
    private static final int SHARDS = 3;
    private static final String OPTIONS = "--executor-memory 512m --conf spark.cryosgd.shards=" + SHARDS;

    /** Passes enough for a crash between two of them. */
    private static final List<String> RUN = List.of("reconstruct", "report=false", "method=algorithm1", "epochs=4");

    @TempDir
    static Path shared;

    private static StandaloneCluster cluster;

    @BeforeAll
    static void begin() throws Exception {
        cluster = new StandaloneCluster(shared, 2, 1);
        OnThreads.run(SHARDS, shared, arguments("threads.mrc").toArray(String[]::new));
    }

    @AfterAll
    static void end() {
        if (cluster != null) cluster.close();
    }

    private static List<String> arguments(String map, String... more) {
        List<String> arguments = new ArrayList<>(RUN);
        arguments.add("particles=" + SAMPLE.resolve("particles.star"));
        arguments.add("volume=" + shared.resolve(map));
        arguments.addAll(List.of(more));
        return arguments;
    }

    private static Submitted submit(List<String> arguments) throws Exception {
        return Submitted.start(
                cluster.address(), "--executor-memory 512m --conf spark.cryosgd.shards=" + SHARDS, shared, arguments);
    }

    @Test
    void killedExecutorDoesNotChangeTheMap() throws Exception {
        Submitted run = submit(arguments("executor.mrc"));
        run.await("Epoch 1");
        assertTrue(cluster.killExecutors(0) >= 1, "there was an executor");
        assertEquals(0, run.status(), run.errors());
        same("executor.mrc");
    }

    /** The sums are added on the executors: there is a shuffle in each job, and files of it are lost with an executor. */
    @Test
    void killedExecutorsInShufflesDoNotChangeTheMap() throws Exception {
        Submitted run = Submitted.start(
                cluster.address(), OPTIONS + " --conf " + Slabs.SETTING + "=4", shared, arguments("shuffled.mrc"));
        for (int epoch = 1; epoch <= 2; epoch++) {
            run.await("Epoch " + epoch);
            assertTrue(cluster.killExecutors(epoch % 2) >= 1, "there was an executor");
        }
        assertEquals(0, run.status(), run.errors());
        same("shuffled.mrc");
    }

    @Test
    void killedDriverLeavesACheckpointToResume() throws Exception {
        Submitted run = submit(arguments("driver.mrc"));
        run.await("Epoch 2");
        run.process().destroyForcibly();
        run.status();
        Path checkpoint = shared.resolve("driver_checkpoint.bin");
        assertTrue(Files.exists(checkpoint));
        Submitted resumed = submit(arguments("driver.mrc", "resume=" + checkpoint));
        assertEquals(0, resumed.status(), resumed.errors());
        same("driver.mrc");
    }

    /** A refinement goes on from its last epoch, with the maps and the poses of one on threads that was never stopped. */
    @Test
    void killedDriverOfARefinementLeavesACheckpointToResume() throws Exception {
        List<String> whole = refinement("refined-on-threads", "epochs=3");
        OnThreads.run(SHARDS, shared, whole.toArray(String[]::new));
        Submitted run = submit(refinement("refined", "epochs=3"));
        run.await("Epoch 1");
        run.await("Epoch 2");
        run.process().destroyForcibly();
        run.status();
        Path checkpoint = shared.resolve("refined/refine.checkpoint");
        assertTrue(Files.exists(checkpoint));
        Submitted resumed = submit(refinement("refined", "epochs=3", "resume=" + checkpoint));
        assertEquals(0, resumed.status(), resumed.errors());
        for (String file : List.of("map.mrc", "map_half1.mrc", "map_half2.mrc"))
            OnSpark.same(
                    shared.resolve("refined-on-threads").resolve(file),
                    shared.resolve("refined").resolve(file));
        assertEquals(
                Files.readString(shared.resolve("refined-on-threads/particles.star")),
                Files.readString(shared.resolve("refined/particles.star")));
    }

    private static List<String> refinement(String folder, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "refine",
                "particles=" + SAMPLE.resolve("particles.star"),
                "output=" + shared.resolve(folder),
                "report=false",
                "shiftRange=3",
                "starts=1"));
        arguments.addAll(List.of(more));
        return arguments;
    }

    /** Halves, the default, Hutchinson's probes and a symmetry, each with the bits of threads. */
    @ParameterizedTest
    @ValueSource(strings = {"tolerance=0.1", "symmetry=D2", "symmetry=D2 preconditioner=hutchinson probes=2 epochs=2"})
    void settingsHaveTheBitsOfThreads(String settings) throws Exception {
        String name = "settings" + Math.abs(settings.hashCode());
        List<String> arguments = new ArrayList<>(List.of("reconstruct", "report=false"));
        arguments.add("particles=" + SAMPLE.resolve("particles.star"));
        arguments.addAll(List.of(settings.split(" ")));
        arguments.add("volume=" + shared.resolve(name + "-threads.mrc"));
        OnThreads.run(SHARDS, shared, arguments.toArray(String[]::new));
        arguments.set(arguments.size() - 1, "volume=" + shared.resolve(name + ".mrc"));
        Submitted run = submit(arguments);
        assertEquals(0, run.status(), run.errors());
        for (String ending : List.of(".mrc", "_half1.mrc", "_half2.mrc"))
            OnSpark.same(shared.resolve(name + "-threads" + ending), shared.resolve(name + ending));
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void aSignalKeepsTheMapAndACheckpoint(String signal, int status) throws Exception {
        List<String> arguments = arguments("stopped" + signal + ".mrc");
        arguments.set(arguments.indexOf("epochs=4"), "epochs=40");
        Submitted run = submit(arguments);
        run.await("Epoch 1");
        stop(run, signal, status);
        assertTrue(Files.exists(shared.resolve("stopped" + signal + ".mrc")));
        assertTrue(Files.exists(shared.resolve("stopped" + signal + "_checkpoint.bin")));
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void aSignalKeepsMapAndPosesOfARefinement(String signal, int status) throws Exception {
        Path folder = shared.resolve("refined" + signal);
        Submitted run = submit(List.of(
                "refine",
                "particles=" + SAMPLE.resolve("particles.star"),
                "output=" + folder,
                "shiftRange=3",
                "starts=1"));
        run.await("Epoch 1");
        // into the jobs of the next epoch
        Thread.sleep(1000);
        stop(run, signal, status);
        for (String file : List.of("map.mrc", "map_half1.mrc", "particles.star", "report.html", "refine.checkpoint"))
            assertTrue(Files.exists(folder.resolve(file)), file);
    }

    /** 5 s from the signal to the end is the promise on an idle machine; where others compute too everything takes longer. */
    private static void stop(Submitted run, String signal, int status) throws Exception {
        long begin = System.nanoTime();
        new ProcessBuilder("kill", "-" + signal, String.valueOf(run.process().pid()))
                .start()
                .waitFor();
        assertEquals(status, run.status(), run.errors());
        double seconds = (System.nanoTime() - begin) * 1e-9;
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        double load = Math.max(1, system.getSystemLoadAverage() / system.getAvailableProcessors());
        System.out.printf("SIG%s: %.1f s to the end, load %.1f for each core%n", signal, seconds, load);
        assertTrue(seconds < 5 * load, seconds + " s");
    }

    /** The stack is named by the working folder, and executors have another one. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void fileThatOnlyTheDriverSeesIsOneLine() throws Exception {
        Path there = Files.createDirectory(shared.resolve("there"));
        for (String name : List.of("particles.star", "particles.mrcs"))
            Files.copy(SAMPLE.resolve(name), there.resolve(name));
        List<String> arguments = new ArrayList<>(RUN);
        arguments.add("particles=/proc/self/cwd/particles.star");
        arguments.add("volume=" + shared.resolve("unseen.mrc"));
        Submitted run = Submitted.start(cluster.address(), OPTIONS, shared, there, arguments);
        assertEquals(2, run.status(), run.errors());
        assertEquals(1, run.failures().size(), run.errors());
        String line = run.failures().get(0);
        assertTrue(
                line.contains("/proc/self/cwd/particles.mrcs") && line.contains("all machines must be able to"), line);
    }

    private static void same(String map) throws Exception {
        OnSpark.same(shared.resolve("threads.mrc"), shared.resolve(map));
        for (int half = 1; half <= 2; half++) {
            String ending = "_half" + half + ".mrc";
            OnSpark.same(shared.resolve("threads" + ending), shared.resolve(map.replace(".mrc", ending)));
        }
    }
}
