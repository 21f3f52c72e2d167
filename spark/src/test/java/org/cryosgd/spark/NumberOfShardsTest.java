/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cryosgd.io.mrc.MrcFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another number of shards is another order of single precision sums: the same map but for rounding. */
class NumberOfShardsTest {
    /** Of the volume, root mean square of the difference over that of the map. */
    private static final double VOLUME = 2e-6;

    /** Of the loss. */
    private static final double LOSS = 1e-7;

    @TempDir
    Path folder;

    /**
     * Sums over some hundred images are wrong by some roundings of 6e-8, other ones for each number of shards, and twenty steps add such
     * errors. The loss is a sum in double precision of values in single precision, and flat near the minimum.
     */
    @Test
    void mapsDifferByRoundingOnly() throws Exception {
        OnSpark.run(arguments("spark"));
        float[] map = map("spark");
        for (int shards : new int[] {1, 5}) {
            String name = "threads" + shards;
            OnThreads.run(shards, folder, arguments(name));
            double difference = difference(map(name), map);
            assertTrue(difference > 0, "the sums were made in another order");
            assertEquals(0, difference, VOLUME, name);
            List<Double> expected = losses("spark");
            List<Double> found = losses(name);
            assertEquals(expected.size(), found.size());
            for (int epoch = 0; epoch < found.size(); epoch++)
                assertEquals(expected.get(epoch), found.get(epoch), LOSS * expected.get(epoch), name);
        }
    }

    private static double difference(float[] a, float[] b) {
        double squares = 0;
        double all = 0;
        for (int i = 0; i < a.length; i++) {
            squares += Math.pow((double) a[i] - b[i], 2);
            all += Math.pow(b[i], 2);
        }
        return Math.sqrt(squares / all);
    }

    private float[] map(String name) throws Exception {
        return MrcFiles.readVolume(folder.resolve(name + ".mrc")).voxels();
    }

    private List<Double> losses(String name) throws Exception {
        List<String> lines = Files.readAllLines(folder.resolve(name + "_history.csv"));
        int loss = List.of(lines.get(0).split(",")).indexOf("loss");
        return lines.stream()
                .skip(1)
                .map(line -> Double.valueOf(line.split(",")[loss]))
                .toList();
    }

    private String[] arguments(String name) {
        return new String[] {
            "reconstruct",
            "particles=../sample-images/particles.star",
            "epochs=2",
            "report=false",
            "volume=" + folder.resolve(name + ".mrc")
        };
    }
}
