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
        PRODUCT
    }

    private final Kind kind;
    private final Projector projector;
    private final boolean sent;
    private final float[] volume;
    private final float[] direction;

    private Pass(Kind kind, Projector projector, boolean sent, float[] volume, float[] direction) {
        this.kind = kind;
        this.projector = projector;
        this.sent = sent;
        this.volume = volume;
        this.direction = direction;
    }

    static Pass value(Projector projector, float[] v) {
        return new Pass(Kind.VALUE, projector, false, v, null);
    }

    static Pass energy(Projector projector, float[] d) {
        return new Pass(Kind.ENERGY, projector, false, d, null);
    }

    static Pass gradient(Projector projector, float[] v) {
        return new Pass(Kind.GRADIENT, projector, false, v, null);
    }

    static Pass gradientAndDiagonal(Projector projector, float[] v) {
        return new Pass(Kind.DIAGONAL, projector, false, v, null);
    }

    static Pass gradientAndProduct(Projector projector, float[] v, float[] z) {
        return new Pass(Kind.PRODUCT, projector, false, v, z);
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
        };
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
        return new Sent(
                kind,
                cube.radius(),
                projector.disc().radius(),
                projector.interpolation(),
                projector.padding(),
                cube.ball(volume, 2),
                direction == null ? null : cube.ball(direction, 2));
    }

    private record Sent(
            Kind kind,
            int cubeRadius,
            int discRadius,
            Interpolation interpolation,
            int padding,
            float[] volume,
            float[] direction)
            implements Serializable {
        private Object readResolve() {
            HalfCube cube = new HalfCube(cubeRadius);
            Projector projector = Projector.clipped(cube, new HalfDisc(discRadius), interpolation, padding);
            return new Pass(kind, projector, true, whole(cube, volume), whole(cube, direction));
        }

        private static float[] whole(HalfCube cube, float[] ball) {
            if (ball == null) return null;
            float[] values = new float[2 * cube.size()];
            cube.fromBall(ball, values, 2);
            return values;
        }
    }
}
