/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.cryosgd.images.Batch;
import org.cryosgd.images.Place;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.io.star.ParticleStar;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.objective.LeastSquares;
import org.cryosgd.particles.HalfSets;
import org.cryosgd.particles.Normalise;
import org.cryosgd.particles.Preparation;
import org.cryosgd.reconstruct.Problem;
import org.cryosgd.reconstruct.options.ModelOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sums that are added on the executors: the bits of the driver's additions, and nothing that stays behind. */
class ManyJobsTest {
    private static final int JOBS = 1000;
    private static final int WARM_UP = 100;
    private static final int BOX = 24;

    /** What Java's own bookkeeping may take more after a thousand jobs; the volumes that these sent are 100 MB. */
    private static final long HEAP = 20 << 20;

    @AfterEach
    void driverAddsAgain() {
        System.clearProperty(Slabs.SETTING);
    }

    @Test
    void aThousandJobsLeaveNeitherFilesNorMemory() throws Exception {
        OnSpark.prepare();
        try (ParticleFile file = ParticleStar.open(Path.of("../sample-images/particles.star"), null);
                Problem problem = Problem.open(
                        Place.current(),
                        file.particles(),
                        HalfSets.together(file.particles()),
                        new Preparation(Normalise.RING, false, BOX),
                        ModelOptions.defaults(),
                        0,
                        10,
                        ProgressMonitor.NONE)) {
            int[] numbers = IntStream.range(0, problem.images().size()).toArray();
            LeastSquares objective =
                    problem.objective(numbers, new float[problem.cube().radius() + 2]);
            float[] v = problem.cube().randomNormal(1);
            float[] byDriver = new float[v.length];
            double value = objective.gradient(v, Batch.of(numbers), byDriver);
            System.setProperty(Slabs.SETTING, "2");
            float[] gradient = new float[v.length];
            for (int job = 0; job < WARM_UP; job++)
                assertEquals(value, objective.gradient(v, Batch.of(numbers), gradient));
            assertArrayEquals(byDriver, gradient);
            long heap = heap();
            long files = files().size();
            for (int job = 0; job < JOBS; job++) objective.gradient(v, Batch.of(numbers), gradient);
            assertArrayEquals(byDriver, gradient);
            Thread.sleep(1000); // files are removed by another thread
            List<Path> left = files(); // before garbage is collected, which removes them too
            long more = heap() - heap;
            System.out.printf(
                    "%d jobs: %.1f MB more in memory, %d files on disk before and %d after%n",
                    JOBS, more / 1e6, files, left.size());
            assertTrue(more < HEAP, more + " bytes more");
            // each job has three files of a shuffle and as many indices; some of the last ones are still being removed
            assertTrue(left.size() <= files + 6 * 5, left.size() + " files: " + left);
        }
    }

    /** In use after garbage was collected. */
    private static long heap() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(200);
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }

    /** Of the executors, which are in this process. */
    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (File folder : SparkEnv.get().blockManager().diskBlockManager().localDirs())
            try (Stream<Path> all = Files.walk(folder.toPath())) {
                all.filter(Files::isRegularFile).forEach(files::add);
            }
        return files;
    }
}
