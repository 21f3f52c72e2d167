/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** The jar as users run it, through {@code ./cryosgd-spark} and {@code spark-submit}. */
@EnabledIfEnvironmentVariable(named = "SPARK_HOME", matches = ".+")
class SubmitIT {
    private static final List<String> RECONSTRUCT = List.of(
            "reconstruct",
            "particles=" + Path.of("../sample-images/particles.star").toAbsolutePath(),
            "report=false",
            "epochs=1");

    /** Spark keeps 0.6 of what it has beyond its reserve: 0.6 · 3 MB, less than the images need. */
    private static final String LITTLE_MEMORY =
            "--conf spark.testing.memory=4194304 --conf spark.testing.reservedMemory=1048576 --conf spark.cryosgd.shards=3";

    @TempDir
    Path folder;

    @Test
    void imagesThatDoNotFitAreRefusedAndGoToDiskAsTheErrorSays() throws Exception {
        Path map = folder.resolve("map ä.mrc");
        List<String> arguments = new ArrayList<>(RECONSTRUCT);
        arguments.add("volume=" + map);
        Submitted refused = Submitted.start("local[2]", LITTLE_MEMORY, folder, arguments);
        assertEquals(2, refused.status(), refused.errors());
        assertEquals(1, refused.failures().size(), refused.errors());
        assertTrue(refused.failures().get(0).contains("--conf spark.cryosgd.spill=true"), refused.errors());
        assertFalse(Files.exists(map));

        Submitted spilt =
                Submitted.start("local[2]", LITTLE_MEMORY + " --conf spark.cryosgd.spill=true", folder, arguments);
        assertEquals(0, spilt.status(), spilt.errors());
        Path threads = folder.resolve("threads.mrc");
        arguments.set(arguments.size() - 1, "volume=" + threads);
        OnThreads.run(3, folder, arguments.toArray(String[]::new));
        assertArrayEquals(Files.readAllBytes(threads), Files.readAllBytes(map));
        assertTrue(Files.readString(folder.resolve("map ä.json")).contains("\"shards\": 3"));
    }

    @Test
    void otherCommandsAreRefusedInOneLine() throws Exception {
        Submitted refused = Submitted.start("local[2]", "", folder, List.of("ctfrefine", "particles=p.star"));
        assertEquals(2, refused.status());
        assertEquals(1, refused.failures().size(), refused.errors());
        // Java itself says that spark-submit gives it a module
        List<String> lines = refused.errors()
                .lines()
                .filter(line -> !line.equals("WARNING: Using incubator modules: jdk.incubator.vector"))
                .toList();
        assertEquals(refused.failures(), lines);
    }
}
