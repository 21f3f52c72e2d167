/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cryosgd.assess.FourierShellCorrelation;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.testimages.Phantoms;
import org.junit.jupiter.api.Test;

class RefineBenchmarkTest {
    private static final int BOX = 24;
    private static final int COUNT = 44;

    /** The mirror image, plane by plane about voxel n/2: what is refined from it has the other hand. */
    private static Volume mirrored(Volume map) {
        int n = map.size();
        float[] voxels = new float[n * n * n];
        for (int z = 0; z < n; z++) System.arraycopy(map.voxels(), (n - z) % n * n * n, voxels, z * n * n, n * n);
        return new Volume(n, map.voxelSizeAngstrom(), voxels);
    }

    private static double number(String cell) {
        return Double.parseDouble(cell.replaceAll("[°%]", ""));
    }

    /** The number of particles that a percentage with two digits counts is whole: 0.005 % of 44 is 0.002. */
    private static double count(String percent, int of, String line) {
        double count = number(percent) / 100 * of;
        assertEquals(Math.rint(count), count, 0.003, line);
        return count;
    }

    /** From the mirror image of the map, so that a comparison that leaves the hand as it is would be seen. */
    @Test
    void everyCaseIsALineWhoseNumbersAgree() throws Exception {
        Volume truth = Phantoms.phantom(BOX);
        RefineOptions d = Phantoms.refine(1, 0);
        RefineOptions options = new RefineOptions(
                d.preparation(), true, Symmetry.NONE, mirrored(truth), 12, null, Phantoms.VOXEL, 1, 1, 1, 0, 100);
        List<String> lines = new ArrayList<>();
        RefineBenchmark benchmark = new RefineBenchmark(truth, options, new ProgressMonitor() {
            @Override
            public void say(String line) {
                lines.add(line);
            }
        });
        benchmark.seeds(Phantoms.particles(BOX, COUNT, 2, 3), 1);
        benchmark.hardCases(Phantoms.particles(BOX, COUNT, 2, 3));
        String start = "Known poses: mean FSC against the map ";
        assertTrue(lines.get(0).startsWith(start), lines::toString);
        double known = Double.parseDouble(lines.get(0).substring(start.length()).split(",")[0]);
        Map<String, String[]> cases = new LinkedHashMap<>();
        for (String line : lines.subList(3, lines.size()))
            cases.put(line.substring(0, 16).strip(), line.substring(16).strip().split(" +"));
        assertEquals(
                List.of(
                        "as given",
                        "20 % noise",
                        "noise alone",
                        "C2 imposed",
                        "half set of 20",
                        "preferred, 0.1",
                        "preferred, 0.02"),
                List.copyOf(cases.keySet()));
        cases.forEach((name, cells) -> check(name, cells, name + " " + String.join(" ", cells)));
        // noise fits no map, and the phantom has no axis
        assertEquals("none", cases.get("noise alone")[1]);
        assertEquals("none", cases.get("C2 imposed")[1]);
        // with the hand left as it is the map would be no nearer to the truth than its mirror image is
        double otherHand = FourierShellCorrelation.of(mirrored(truth), truth).mean();
        double fsc = number(cases.get("as given")[5]);
        assertTrue(fsc > 0.5 * (known + otherHand), fsc + ", other hand " + otherHand);
        assertTrue(fsc < known, "poses that were searched are better than the true ones: " + fsc);
    }

    private static void check(String name, String[] cells, String line) {
        assertEquals("1", cells[0], line);
        if (name.equals("noise alone")) {
            assertEquals(3, cells.length, "no pose is compared: " + line);
            return;
        }
        // poses of images that are noise are not compared: every fifth of 44
        int compared = name.equals("20 % noise") ? 35 : COUNT;
        double below5 = count(cells[3], compared, line);
        double below10 = count(cells[4], compared, line);
        assertTrue(below5 <= below10, line);
        assertEquals(number(cells[2]) < 10, below10 > compared / 2, line);
        if (cells[1].equals("none")) {
            assertEquals("none", cells[7], line);
            return;
        }
        double reported = number(cells[1]);
        double true05 = number(cells[6]);
        double length = BOX * Phantoms.VOXEL;
        // all three are rounded to 0.01
        double rounding = 0.0051 + length * 0.005 * (1 / (reported * reported) + 1 / (true05 * true05));
        assertEquals(length / reported - length / true05, number(cells[7]), rounding, line);
        // a report may be cautious; a shell better than the map is a claim that the map does not hold
        assertTrue(number(cells[7]) < 1, line);
    }
}
