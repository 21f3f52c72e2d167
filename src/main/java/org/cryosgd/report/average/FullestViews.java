/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.average;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.Pose;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.report.figure.EqualAreaBins;

/** The fullest bins of view directions. Under a symmetry each particle is in one bin only, at the equivalent pose that is there. */
final class FullestViews {
    private static final int FEWEST_RINGS = 6;
    private static final int MOST_RINGS = 12;
    /** Particles that a bin should have. */
    private static final int PER_BIN = 20;

    /**
     * The particles of a bin.
     *
     * @param members with the pose that lies in the bin
     */
    record View(double rotDegrees, double tiltDegrees, List<Particle> members) {}

    private FullestViews() {}

    /** The bins, 15° to 30° wide, the fullest first; empty ones are left out. */
    static List<View> of(List<Particle> particles, Symmetry symmetry, int most) {
        int rings = (int) Math.sqrt(Math.PI / 4 * symmetry.order() * particles.size() / PER_BIN);
        EqualAreaBins bins = new EqualAreaBins(Math.max(FEWEST_RINGS, Math.min(MOST_RINGS, rings)));
        List<List<Pose>> poses =
                particles.stream().map(p -> symmetry.equivalents(p.pose())).toList();
        int[][] binOf = poses.stream()
                .map(all -> all.stream().mapToInt(bins::of).toArray())
                .toArray(int[][]::new);
        boolean[] taken = new boolean[particles.size()];
        List<View> views = new ArrayList<>();
        while (views.size() < most) {
            int[] counts = new int[bins.count()];
            for (int i = 0; i < taken.length; i++)
                if (!taken[i]) IntStream.of(binOf[i]).distinct().forEach(bin -> counts[bin]++);
            int fullest = IntStream.range(0, counts.length)
                    .boxed()
                    .max(Comparator.<Integer>comparingInt(bin -> counts[bin]).thenComparing(Comparator.reverseOrder()))
                    .orElseThrow();
            if (counts[fullest] == 0) break;
            List<Particle> members = new ArrayList<>();
            for (int i = 0; i < taken.length; i++)
                for (int j = 0; j < binOf[i].length && !taken[i]; j++)
                    if (binOf[i][j] == fullest) {
                        taken[i] = true;
                        members.add(particles.get(i).withPose(poses.get(i).get(j)));
                    }
            views.add(new View(bins.rotDegrees(fullest), bins.tiltDegrees(fullest), members));
        }
        return views;
    }
}
