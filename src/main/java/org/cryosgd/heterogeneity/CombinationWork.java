/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.cryosgd.images.Images;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Projector;

/**
 * {@link CombinationPass} on the images of a part in another process. It travels as radii and the values within the ball, and
 * each part has a projector of its own, because a projector holds scratch.
 */
final class CombinationWork implements Images.PartWork<Void, CombinationWork.Found> {
    private final Projector projector;
    private final float[][] v;
    private final Latent.Prior prior;
    private final boolean sums;

    /**
     * @param v volumes, complex
     * @param sums whether gradients and blocks are wanted
     */
    CombinationWork(Projector projector, float[][] v, Latent.Prior prior, boolean sums) {
        this.projector = projector;
        this.v = v;
        this.prior = prior;
        this.sums = sums;
    }

    /**
     * What was found of the images of a part.
     *
     * @param values and {@code found} as in {@link CombinationPass.Seen}
     * @param balls gradients and then blocks, the values within the ball; empty where they were not wanted
     */
    record Found(double[] values, double[][] found, float[][] balls) implements Serializable {
        CombinationPass.Seen seen() {
            return new CombinationPass.Seen(values, found);
        }

        /** @param sums gradients and then blocks, overwritten */
        void unpack(HalfCube cube, float[][] sums) {
            for (int s = 0; s < sums.length; s++) cube.fromBall(balls[s], sums[s], sums[s].length / cube.size());
        }
    }

    @Override
    public Found of(Images images, int[] numbers, List<Void> known) {
        HalfCube cube = projector.cube();
        CombinationPass pass = new CombinationPass(
                Projector.clipped(cube, projector.disc(), projector.interpolation(), projector.padding()),
                projector.disc());
        if (!sums) {
            CombinationPass.Seen seen = pass.observe(images, numbers, v, prior);
            return new Found(seen.values(), seen.found(), new float[0][]);
        }
        float[][] made = new float[v.length + Latent.entries(v.length)][];
        for (int s = 0; s < made.length; s++) made[s] = new float[channels(s) * cube.size()];
        CombinationPass.Seen seen = pass.sum(images, numbers, v, prior, made);
        float[][] balls = new float[made.length][];
        for (int s = 0; s < balls.length; s++) {
            balls[s] = cube.ball(made[s], channels(s));
            made[s] = null;
        }
        return new Found(seen.values(), seen.found(), balls);
    }

    /** Gradients are complex, blocks are real. */
    private int channels(int sum) {
        return sum < v.length ? 2 : 1;
    }

    private Object writeReplace() {
        HalfCube cube = projector.cube();
        return new Sent(
                cube.radius(),
                projector.disc().radius(),
                projector.interpolation(),
                projector.padding(),
                Arrays.stream(v).map(values -> cube.ball(values, 2)).toArray(float[][]::new),
                prior,
                sums);
    }

    private record Sent(
            int cubeRadius,
            int discRadius,
            Interpolation interpolation,
            int padding,
            float[][] balls,
            Latent.Prior prior,
            boolean sums)
            implements Serializable {
        private Object readResolve() {
            HalfCube cube = new HalfCube(cubeRadius);
            float[][] v = new float[balls.length][2 * cube.size()];
            for (int j = 0; j < v.length; j++) cube.fromBall(balls[j], v[j], 2);
            return new CombinationWork(
                    Projector.clipped(cube, new HalfDisc(discRadius), interpolation, padding), v, prior, sums);
        }
    }
}
