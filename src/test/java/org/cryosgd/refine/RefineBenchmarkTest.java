/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.cryosgd.math.ProgressMonitor;
import org.junit.jupiter.api.Test;

class RefineBenchmarkTest {
    private static final int BOX = 24;

    @Test
    void everyCaseIsALineAndNoiseHasNoResolution() throws Exception {
        List<String> lines = new ArrayList<>();
        RefineBenchmark benchmark =
                new RefineBenchmark(Phantoms.phantom(BOX), Phantoms.refine(1, 0), new ProgressMonitor() {
                    @Override
                    public void say(String line) {
                        lines.add(line);
                    }
                });
        benchmark.seeds(Phantoms.particles(BOX, 44, 2, 3), 1);
        benchmark.hardCases(Phantoms.particles(BOX, 44, 2, 3));
        assertTrue(lines.get(0).startsWith("Known poses: mean FSC against the map 0.9"), lines::toString);
        List<String> names =
                lines.stream().skip(3).map(l -> l.substring(0, 16).strip()).toList();
        assertEquals(
                List.of(
                        "as given",
                        "20 % noise",
                        "noise alone",
                        "C2 imposed",
                        "half set of 20",
                        "preferred, 0.1",
                        "preferred, 0.02"),
                names);
        for (String line : lines.subList(3, lines.size())) {
            String[] cells = line.substring(16).strip().split(" +");
            assertEquals("1", cells[0], line);
            if (line.startsWith("noise alone")) assertEquals("none", cells[1], line);
            else {
                assertTrue(cells[2].endsWith("°") && cells[3].endsWith("%") && cells[4].endsWith("%"), line);
                double fsc = Double.parseDouble(cells[5]);
                assertTrue(Math.abs(fsc) < 1, line);
            }
        }
    }
}
