/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** A worker that crashes in a refinement does not change map and poses: the other one packs its images again. */
@Tag("cluster")
@EnabledIfEnvironmentVariable(named = "SPARK_HOME", matches = ".+")
class LostWorkerIT {
    private static final Path SAMPLE =
            Path.of("../sample-images").toAbsolutePath().normalize();
    private static final int SHARDS = 3;

    @TempDir
    Path folder;

    @Test
    void killedWorkerDoesNotChangeMapAndPoses() throws Exception {
        OnThreads.run(SHARDS, folder, arguments("threads").toArray(String[]::new));
        try (StandaloneCluster cluster = new StandaloneCluster(folder, 2, 1)) {
            Submitted run = Submitted.start(
                    cluster.address(),
                    "--executor-memory 512m --conf spark.cryosgd.shards=" + SHARDS,
                    folder,
                    arguments("spark"));
            run.await("Epoch 1");
            cluster.killWorker(0);
            assertEquals(0, run.status(), run.errors());
        }
        for (String file : List.of("map.mrc", "map_half1.mrc", "map_half2.mrc", "particles.star"))
            OnSpark.same(
                    folder.resolve("threads").resolve(file),
                    folder.resolve("spark").resolve(file));
    }

    private List<String> arguments(String output) {
        return List.of(
                "refine",
                "particles=" + SAMPLE.resolve("particles.star"),
                "output=" + folder.resolve(output),
                "box=32",
                "shiftRange=3",
                "starts=1",
                "epochs=2",
                "report=false");
    }
}
