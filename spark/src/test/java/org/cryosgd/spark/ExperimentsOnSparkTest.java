/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code precondition} on {@code local[2]} has the bits of threads with as many shards. */
class ExperimentsOnSparkTest {
    @TempDir
    Path folder;

    @Test
    void preconditionerHasTheBitsOfThreads() throws Exception {
        OnThreads.run(OnSpark.SHARDS, folder, arguments("threads.mrc"));
        OnSpark.run(arguments("spark.mrc"));
        OnSpark.same(folder.resolve("threads.mrc"), folder.resolve("spark.mrc"));
    }

    private String[] arguments(String volume) {
        return List.of(
                        "precondition",
                        "particles=../sample-images/particles.star",
                        "box=32",
                        "preconditioner=" + folder.resolve(volume))
                .toArray(String[]::new);
    }
}
