/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.cryosgd.math.Rotation;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.testimages.Samples;
import org.ejml.data.DMatrix3x3;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetryAxesTest {
    private static final int BOX = 32;
    private static final int RADIUS = 7;

    private final HalfCube cube = new HalfCube(9);

    /** The exact transform of some Gaussians and of all that are equivalent to them, turned by r and moved by t. */
    private float[] map(Symmetry symmetry, DMatrix3x3 r, double[] t, long seed) {
        Random random = new Random(seed);
        float[] volume = new float[2 * cube.size()];
        for (int blob = 0; blob < 5; blob++) {
            double x = 3.5 * random.nextGaussian();
            double y = 3.5 * random.nextGaussian();
            double z = 3.5 * random.nextGaussian();
            for (DMatrix3x3 s : symmetry.operations()) {
                DMatrix3x3 m = Rotation.multiply(r, s);
                double px = m.a11 * x + m.a12 * y + m.a13 * z + t[0];
                double py = m.a21 * x + m.a22 * y + m.a23 * z + t[1];
                double pz = m.a31 * x + m.a32 * y + m.a33 * z + t[2];
                cube.forEachFrequency((i, kx, ky, kz) -> {
                    double decay = Math.exp(-0.01 * (kx * kx + ky * ky + kz * kz));
                    double angle = -2 * Math.PI * (kx * px + ky * py + kz * pz) / BOX;
                    volume[2 * i] += (float) (decay * Math.cos(angle));
                    volume[2 * i + 1] += (float) (decay * Math.sin(angle));
                });
            }
        }
        return volume;
    }

    private float[] noisy(float[] v, double part, long seed) {
        float[] noise = cube.randomNormal(seed);
        float[] sum = v.clone();
        double scale = part * Math.sqrt(cube.dot(v, v) / cube.dot(noise, noise));
        for (int i = 0; i < sum.length; i++) sum[i] += (float) (scale * noise[i]);
        return sum;
    }

    /** Each operation about the axes that were found is an operation of the map. */
    @ParameterizedTest
    @ValueSource(strings = {"C2", "C3", "D2", "T", "I1"})
    void axesAreFoundWhereverTheyAre(String name) {
        Symmetry symmetry = Symmetry.of(name);
        DMatrix3x3 r = Samples.rotations(1, 3).get(0);
        float[] v = map(symmetry, r, new double[] {1.5, -1, 2}, 8);
        MapAlignment found = SymmetryAxes.find(cube, v, RADIUS, BOX, symmetry);
        // linear interpolation of a map that fills half of the box
        assertTrue(found.correlation() > 0.97, "agreement " + found.correlation());
        for (DMatrix3x3 s : symmetry.operations()) {
            double nearest = Math.PI;
            for (DMatrix3x3 other : symmetry.operations())
                nearest = Math.min(
                        nearest,
                        Rotation.angle(
                                Rotation.multiply(found.rotation(), s),
                                Rotation.multiply(about(r, other), found.rotation())));
            // the last step of the climb is 0.8/7/16 = 0.007
            assertEquals(0, nearest, 0.05);
        }
    }

    /** r other rᵀ */
    private static DMatrix3x3 about(DMatrix3x3 r, DMatrix3x3 other) {
        DMatrix3x3 back = new DMatrix3x3(r.a11, r.a21, r.a31, r.a12, r.a22, r.a32, r.a13, r.a23, r.a33);
        return Rotation.multiply(Rotation.multiply(r, other), back);
    }

    /**
     * Two maps of a symmetric structure with noise of their own have nothing in common but the structure; of another
     * structure that is laid on the axes as well as it goes, what is not symmetric is common.
     */
    @ParameterizedTest
    @ValueSource(strings = {"C2", "C3", "D3", "O"})
    void whatIsNotSymmetricIsCommonOnlyWhereItIsNoNoise(String name) {
        Symmetry symmetry = Symmetry.of(name);
        DMatrix3x3 none = Rotation.aroundZ(0);
        double[] origin = {0, 0, 0};
        float[] symmetric = map(symmetry, none, origin, 8);
        double same =
                SymmetryAxes.asymmetry(cube, noisy(symmetric, 0.15, 1), noisy(symmetric, 0.15, 2), RADIUS, symmetry);
        // 2 % of the power is noise, which agrees by chance to one in √1400 of it; the rest is interpolation
        assertTrue(Math.abs(same) < 0.003, "asymmetry of a symmetric structure " + same);
        float[] other = map(Symmetry.NONE, none, origin, 9);
        MapAlignment axes = SymmetryAxes.find(cube, other, RADIUS, BOX, symmetry);
        float[] placed = axes.apply(cube, other, BOX);
        double wrong = SymmetryAxes.asymmetry(cube, noisy(placed, 0.15, 3), noisy(placed, 0.15, 4), RADIUS, symmetry);
        assertTrue(wrong > 0.1, "asymmetry of another structure " + wrong);
    }
}
