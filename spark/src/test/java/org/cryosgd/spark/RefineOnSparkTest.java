/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code refine} on {@code local[2]} has the bits of threads with as many shards. */
class RefineOnSparkTest {
    @TempDir
    Path folder;

    /** Starts, two epochs with a search of all rotations, and the maps at the end. */
    @Test
    void mapsAndPosesHaveTheBitsOfThreads() throws Exception {
        OnThreads.run(OnSpark.SHARDS, folder, arguments("threads"));
        OnSpark.run(arguments("spark"));
        for (String file : List.of("map.mrc", "map_half1.mrc", "map_half2.mrc"))
            OnSpark.same(
                    folder.resolve("threads").resolve(file),
                    folder.resolve("spark").resolve(file));
        for (String file : List.of("particles.star"))
            OnSpark.same(
                    folder.resolve("threads").resolve(file),
                    folder.resolve("spark").resolve(file));
    }

    private String[] arguments(String output) {
        return new String[] {
            "refine",
            "particles=../sample-images/particles.star",
            "output=" + folder.resolve(output),
            "box=32",
            "shiftRange=3", // one shift, for speed
            "starts=1",
            "epochs=2",
            "report=false"
        };
    }
}
