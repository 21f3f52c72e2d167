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

/** A worker that crashes in a refinement does not change maps, poses and classes: the other one packs its images again. */
@Tag("cluster")
@EnabledIfEnvironmentVariable(named = "SPARK_HOME", matches = ".+")
class LostWorkerIT {
    private static final int SHARDS = 3;

    @TempDir
    Path folder;

    @Test
    void killedWorkerDoesNotChangeMapsPosesAndClasses() throws Exception {
        Path mixed = MixedParticles.in(folder, 360);
        OnThreads.run(SHARDS, folder, arguments(mixed, "threads").toArray(String[]::new));
        try (StandaloneCluster cluster = new StandaloneCluster(folder, 2, 1)) {
            Submitted run = Submitted.start(
                    cluster.address(),
                    "--executor-memory 512m --conf spark.cryosgd.shards=" + SHARDS,
                    folder,
                    arguments(mixed, "spark"));
            run.await("Epoch 1");
            cluster.killWorker(0);
            assertEquals(0, run.status(), run.errors());
        }
        for (String file :
                List.of("map.mrc", "map_half1.mrc", "map_half2.mrc", "particles.star", "classes.star", "class_2.mrc"))
            OnSpark.same(
                    folder.resolve("threads").resolve(file),
                    folder.resolve("spark").resolve(file));
    }

    private List<String> arguments(Path particles, String output) {
        return List.of(
                "refine",
                "particles=" + particles,
                "output=" + folder.resolve(output),
                "box=24",
                "classes=2",
                "shiftRange=3",
                "starts=1",
                "epochs=2",
                "report=false");
    }
}
