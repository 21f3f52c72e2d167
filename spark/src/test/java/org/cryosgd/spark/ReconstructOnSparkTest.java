/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code reconstruct} on {@code local[2]} has the bits of threads with as many shards. */
class ReconstructOnSparkTest {
    private static final String PARTICLES = "particles=../sample-images/particles.star";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "epochs=1",
                "symmetry=D2 preconditioner=hutchinson epochs=1",
                "halfMaps=false padding=1 method=algorithm1 epochs=1"
            })
    void mapAndHalfMapsHaveTheBitsOfThreads(String keys) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("reconstruct", PARTICLES, "report=false"));
        arguments.addAll(List.of(keys.split(" ")));
        OnThreads.run(OnSpark.SHARDS, folder, with(arguments, "volume=" + folder.resolve("threads.mrc")));
        OnSpark.run(with(arguments, "volume=" + folder.resolve("spark.mrc")));
        List<String> endings =
                keys.contains("halfMaps=false") ? List.of(".mrc") : List.of(".mrc", "_half1.mrc", "_half2.mrc");
        for (String ending : endings)
            OnSpark.same(folder.resolve("threads" + ending), folder.resolve("spark" + ending));
    }

    @Test
    void otherCommandsAreRefusedInOneLine() {
        assertNull(SparkLauncher.refusal("reconstruct"));
        assertNull(SparkLauncher.refusal("refine"));
        for (String command : List.of("ctfrefine", "info", "nonsense"))
            assertEquals(1, SparkLauncher.refusal(command).lines().count());
        assertNull(SparkLauncher.refusal("refine", "ctfRefine=true", "classes=2"));
    }

    private static String[] with(List<String> arguments, String more) {
        List<String> all = new ArrayList<>(arguments);
        all.add(more);
        return all.toArray(new String[0]);
    }
}
