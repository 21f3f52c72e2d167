/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryosgd.assess.CubeCorrelation;
import org.cryosgd.images.PackedImages;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Rotation;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;
import org.cryosgd.particles.Preparation;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.refine.search.Candidate;
import org.cryosgd.refine.search.MapAlignment;
import org.cryosgd.refine.search.ViewPrior;
import org.cryosgd.testimages.Phantoms;
import org.ejml.data.DMatrix3x3;
import org.junit.jupiter.api.Test;

class HalfRefinementTest {
    private static final int BOX = 32;

    /** Frequencies that are compared. */
    private static final int RADIUS = 8;

    private static final double WIDTH = Math.toRadians(1);

    /** A half whose map is made at the true poses, in a frame that is turned. */
    private static HalfRefinement half(PackedImages images, ParticleSet set, int[] numbers, DMatrix3x3 turn) {
        HalfCube cube = new HalfCube(images.disc().radius());
        HalfRefinement half = new HalfRefinement(
                images,
                set.particles(),
                numbers,
                BOX,
                Phantoms.VOXEL,
                Symmetry.NONE,
                null,
                new float[2 * cube.size()],
                new ViewPrior(Symmetry.NONE, numbers.length));
        half.setPoses(Arrays.stream(numbers)
                .mapToObj(i -> set.particles().get(i).pose())
                .map(p -> new Candidate[] {candidate(p, turn)})
                .toArray(Candidate[][]::new));
        half.fit(half.all(), 1, ProgressMonitor.NONE, "test");
        return half;
    }

    private static Candidate candidate(Pose p, DMatrix3x3 turn) {
        return new Candidate(
                Rotation.multiply(Rotation.fromEuler(p.rotDegrees(), p.tiltDegrees(), p.psiDegrees()), turn),
                p.shiftXAngstrom() / Phantoms.VOXEL,
                p.shiftYAngstrom() / Phantoms.VOXEL,
                0,
                new double[] {WIDTH, WIDTH, WIDTH});
    }

    private static double meanFsc(HalfRefinement a, HalfRefinement b) {
        double[] values = CubeCorrelation.of(
                        a.model().cube(), a.model().volume(), b.model().volume(), 1, BOX, Phantoms.VOXEL)
                .values();
        return Arrays.stream(values, 1, RADIUS + 1).average().orElseThrow();
    }

    /**
     * A half that lies 6° beside the other is laid on it, with its poses. The last steps of the climb are 0.8/8/16 radians, three of
     * each may be missing, and so little turns the structure's edge, a quarter of the box away, by a twenty-fifth of the finest wavelength.
     */
    @Test
    void aTurnedHalfIsLaidOnTheOther() throws Exception {
        ParticleSet set = Phantoms.particles(BOX, 120, 2, 3);
        int[] odd = IntStream.range(0, 60).map(i -> 2 * i).toArray();
        int[] even = Arrays.stream(odd).map(i -> i + 1).toArray();
        try (PackedImages images = PackedImages.pack(
                set,
                new int[][] {odd, even},
                Preparation.defaults(),
                true,
                false,
                new HalfDisc(BOX / 2 - 1),
                1L << 28,
                ProgressMonitor.NONE)) {
            HalfRefinement first = half(images, set, odd, Rotation.fromEuler(0, 0, 0));
            double same = meanFsc(first, half(images, set, even, Rotation.fromEuler(0, 0, 0)));
            DMatrix3x3 turn = Rotation.fromEuler(30, 6, -30);
            HalfRefinement second = half(images, set, even, turn);
            double before = meanFsc(first, second);

            MapAlignment alignment = second.onto(first, RADIUS);
            assertEquals(
                    0,
                    Rotation.angle(Rotation.multiply(turn, alignment.rotation()), Rotation.fromEuler(0, 0, 0)),
                    0.02);
            second.move(alignment, 1, ProgressMonitor.NONE, "test");
            for (int i = 0; i < even.length; i++) {
                Pose truth = set.particles().get(even[i]).pose();
                Candidate expected = candidate(truth, Rotation.fromEuler(0, 0, 0));
                assertEquals(0, Rotation.angle(second.pose(i).rotation(), expected.rotation()), 0.02);
            }
            assertTrue(before < same - 0.03, "turned " + before + ", not turned " + same);
            assertEquals(same, meanFsc(first, second), 0.01);
        }
    }
}
