/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cryosgd.projection.HalfCube;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What travels in a job: 8 bytes for each voxel of the half ball to each executor, 12 back from each shard, a tenth more at most. */
class TrafficTest {
    private static final double OUT = 1.1 * 8;
    private static final double BACK = 1.1 * 12;
    private static final int BOX = 48;

    /**
     * A search of all rotations also sends what does not grow with the box: the density of the views, 49 · 97 floats, and the
     * frequencies up to 12 cycles per box, 8 bytes for each of at most 2/3 π 13³ voxels. That is 1.3 % of the limit at box 128.
     */
    private static final int SEARCH = 4 * 49 * 97 + (int) (8 * 2 / 3.0 * Math.PI * 13 * 13 * 13);

    @TempDir
    Path folder;

    /** Hutchinson's probe is random signs, and comes back as one number for each voxel. */
    @Test
    void algorithm1() throws Exception {
        check(run("reconstruct", "method=algorithm1", "padding=1", "volume=" + folder.resolve("a.mrc")), "Epoch");
    }

    @Test
    void defaultOfReconstruct() throws Exception {
        Map<String, double[]> kinds = run("reconstruct", "padding=1", "volume=" + folder.resolve("d.mrc"));
        check(kinds, "Epoch");
        check(kinds, "Back-projecting");
    }

    /** Two jobs for each mini-batch: the poses, and the step of the map. */
    @Test
    void refine() throws Exception {
        Map<String, double[]> kinds = run("refine", "starts=1", "shiftRange=3", "output=" + folder.resolve("r"));
        check(kinds, "poses", SEARCH);
        check(kinds, "map");
        assertEquals(2 * 5, kinds.get("poses")[0], "five mini-batches of each half");
        assertTrue(kinds.get("map")[0] >= kinds.get("poses")[0]);
    }

    /** Jobs, bytes to each executor and bytes back of each kind of job in a run of one epoch. */
    private Map<String, double[]> run(String command, String... more) {
        OnSpark.prepare();
        Map<String, Map<String, Number>> before = Application.traffic().table();
        List<String> arguments = new ArrayList<>(List.of(
                command, "particles=../sample-images/particles.star", "box=" + BOX, "epochs=1", "report=false"));
        arguments.addAll(List.of(more));
        OnSpark.run(arguments.toArray(String[]::new));
        Map<String, double[]> kinds = new LinkedHashMap<>();
        Application.traffic().table().forEach((kind, row) -> {
            double[] numbers = new double[3];
            List<String> names = List.of("jobs", "bytesToEachExecutor", "bytesBack");
            for (int i = 0; i < 3; i++)
                numbers[i] = row.get(names.get(i)).doubleValue()
                        - (before.containsKey(kind)
                                ? before.get(kind).get(names.get(i)).doubleValue()
                                : 0);
            if (numbers[0] > 0) kinds.put(kind, numbers);
        });
        return kinds;
    }

    private static void check(Map<String, double[]> kinds, String kind) {
        check(kinds, kind, 0);
    }

    private static void check(Map<String, double[]> kinds, String kind, int more) {
        double[] numbers = kinds.get(kind);
        HalfCube cube = new HalfCube(BOX / 2 - 1);
        int voxels = cube.ball(new float[cube.size()], 1).length;
        double out = (numbers[1] / numbers[0] - more) / voxels;
        double back = numbers[2] / numbers[0] / voxels / OnSpark.SHARDS;
        assertTrue(out > 0 && out <= OUT, kind + ": " + out + " bytes out for each voxel and job");
        assertTrue(back > 0 && back <= BACK, kind + ": " + back + " bytes back for each voxel, job and shard");
    }
}
