/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code refine} on {@code local[2]} has the bits of threads with as many shards. */
class RefineOnSparkTest {
    private static final List<String> COMMON =
            List.of("map.mrc", "map_half1.mrc", "map_half2.mrc", "map_fsc.csv", "particles.star", "angles.csv");

    @TempDir
    Path folder;

    /** Starts, two epochs with a search of all rotations, and the maps at the end. */
    @Test
    void mapsAndPosesHaveTheBitsOfThreads() throws Exception {
        Path sample = Path.of("../sample-images/particles.star");
        OnThreads.run(OnSpark.SHARDS, folder, arguments(sample, "threads"));
        OnSpark.run(arguments(sample, "spark"));
        for (String file : COMMON) same(file);
    }

    /** Particles of two kinds are sorted on the executors, and each class is refined there. With 240 particles few seeds find both classes. */
    @Test
    void classesHaveTheBitsOfThreads() throws Exception {
        Path mixed = MixedParticles.in(folder, 360);
        OnThreads.run(OnSpark.SHARDS, folder, arguments(mixed, "threads", "classes=2"));
        OnSpark.run(arguments(mixed, "spark", "classes=2"));
        assertTrue(Files.exists(folder.resolve("threads").resolve("class_2.mrc")), "two classes were found");
        for (String file : COMMON) same(file);
        for (String file : List.of("classes.star", "class_1.mrc", "class_1.star", "class_2.mrc", "class_2_fsc.csv"))
            same(file);
    }

    private void same(String file) throws Exception {
        OnSpark.same(
                folder.resolve("threads").resolve(file), folder.resolve("spark").resolve(file));
    }

    private String[] arguments(Path particles, String output, String... more) {
        String[] arguments = {
            "refine",
            "particles=" + particles,
            "output=" + folder.resolve(output),
            "box=24",
            "shiftRange=3", // one shift, for speed
            "starts=1",
            "epochs=2",
            "report=false"
        };
        return java.util.stream.Stream.of(arguments, more)
                .flatMap(java.util.Arrays::stream)
                .toArray(String[]::new);
    }
}
