/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.objective;

import java.io.Serializable;
import java.util.List;
import org.cryosgd.images.Images;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.SliceData;

/**
 * One pass of the objective over images. In this process it uses the projector that it is given. In another process it is made
 * again from radii and the values within the ball, and each sum has a projector of its own, because a projector holds scratch.
 */
final class Pass implements Images.Work {
    private enum Kind {
        VALUE,
        ENERGY,
        GRADIENT,
        DIAGONAL,
        PRODUCT,
        PROBE
    }

    private final Kind kind;
    private final Projector projector;
    private final boolean sent;
    private final float[] volume;
    private final float[] direction;
    /** Scratch of this process. */
    private final float[] product;

    private Pass(Kind kind, Projector projector, boolean sent, float[] volume, float[] direction, float[] product) {
        this.product = product;
        this.kind = kind;
        this.projector = projector;
        this.sent = sent;
        this.volume = volume;
        this.direction = direction;
    }

    static Pass value(Projector projector, float[] v) {
        return new Pass(Kind.VALUE, projector, false, v, null, null);
    }

    static Pass energy(Projector projector, float[] d) {
        return new Pass(Kind.ENERGY, projector, false, d, null, null);
    }

    static Pass gradient(Projector projector, float[] v) {
        return new Pass(Kind.GRADIENT, projector, false, v, null, null);
    }

    static Pass gradientAndDiagonal(Projector projector, float[] v) {
        return new Pass(Kind.DIAGONAL, projector, false, v, null, null);
    }

    static Pass gradientAndProduct(Projector projector, float[] v, float[] z) {
        return new Pass(Kind.PRODUCT, projector, false, v, z, null);
    }

    /**
     * The gradient and z ⊙ H z without a ridge.
     *
     * @param z probe of {@link HessianDiagonal}
     * @param product two floats per voxel, overwritten
     */
    static Pass gradientAndProbe(Projector projector, float[] v, float[] z, float[] product) {
        return new Pass(Kind.PROBE, projector, false, v, z, product);
    }

    @Override
    public double sum(Iterable<List<SliceData>> pieces, float[][] sums) {
        Projector own = sent ? own() : projector;
        return switch (kind) {
            case VALUE -> own.value(volume, pieces);
            case ENERGY -> own.energy(volume, pieces);
            case GRADIENT -> own.gradient(volume, pieces, sums[0]);
            case DIAGONAL -> own.gradientAndDiagonal(volume, pieces, sums[0], sums[1]);
            case PRODUCT -> own.gradientAndProduct(volume, direction, pieces, sums[0], sums[1]);
            case PROBE -> probe(own, pieces, sums[0], sums[1]);
        };
    }

    private double probe(Projector own, Iterable<List<SliceData>> pieces, float[] gradient, float[] diagonal) {
        float[] scratch = sent ? new float[volume.length] : product;
        double value = own.gradientAndProduct(volume, direction, pieces, gradient, scratch);
        own.cube().forEachRow((first, end) -> {
            for (int i = first; i < end; i++)
                diagonal[i] = direction[2 * i] * scratch[2 * i] + direction[2 * i + 1] * scratch[2 * i + 1];
        });
        return value;
    }

    private Projector own() {
        return Projector.clipped(projector.cube(), projector.disc(), projector.interpolation(), projector.padding());
    }

    @Override
    public float[] pack(float[] sum) {
        HalfCube cube = projector.cube();
        return cube.ball(sum, sum.length / cube.size());
    }

    @Override
    public void unpack(float[] packed, float[] sum) {
        HalfCube cube = projector.cube();
        cube.fromBall(packed, sum, sum.length / cube.size());
    }

    private Object writeReplace() {
        HalfCube cube = projector.cube();
        float[] other = direction == null ? null : cube.ball(direction, 2);
        byte[] signs = other == null ? null : ProbeSigns.of(other);
        return new Sent(
                kind,
                cube.radius(),
                projector.disc().radius(),
                projector.interpolation(),
                projector.padding(),
                cube.ball(volume, 2),
                signs == null ? other : null,
                signs);
    }

    /** @param signs the direction where it is a probe; then {@code direction} is null */
    private record Sent(
            Kind kind,
            int cubeRadius,
            int discRadius,
            Interpolation interpolation,
            int padding,
            float[] volume,
            float[] direction,
            byte[] signs)
            implements Serializable {
        private Object readResolve() {
            HalfCube cube = new HalfCube(cubeRadius);
            Projector projector = Projector.clipped(cube, new HalfDisc(discRadius), interpolation, padding);
            float[] other = signs == null ? direction : ProbeSigns.values(signs, volume.length / 2);
            return new Pass(kind, projector, true, whole(cube, volume), whole(cube, other), null);
        }

        private static float[] whole(HalfCube cube, float[] ball) {
            if (ball == null) return null;
            float[] values = new float[2 * cube.size()];
            cube.fromBall(ball, values, 2);
            return values;
        }
    }
}
