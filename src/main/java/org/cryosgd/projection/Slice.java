/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import java.util.Objects;
import org.cryosgd.optics.Magnification;
import org.ejml.data.DMatrix3x3;

/**
 * Where a central slice lies: point (kx, ky) of the image is at kx·(xx, xy, xz) + ky·(yx, yy, yz) of the volume, the
 * first two rows of RELION's matrix. With a magnification they are not of length 1, nor at right angles.
 */
public final class Slice {
    final float xx;
    final float xy;
    final float xz;
    final float yx;
    final float yy;
    final float yz;

    /** The vector product of the two rows. */
    final float nx;

    final float ny;
    final float nz;

    /** kx of a point of the slice is its product with this vector in the plane, and ky that with the next. */
    final float dualXx;

    final float dualXy;
    final float dualXz;
    final float dualYx;
    final float dualYy;
    final float dualYz;

    public Slice(float xx, float xy, float xz, float yx, float yy, float yz) {
        this.xx = xx;
        this.xy = xy;
        this.xz = xz;
        this.yx = yx;
        this.yy = yy;
        this.yz = yz;
        nx = xy * yz - xz * yy;
        ny = xz * yx - xx * yz;
        nz = xx * yy - xy * yx;
        float xSquared = xx * xx + xy * xy + xz * xz;
        float ySquared = yx * yx + yy * yy + yz * yz;
        float product = xx * yx + xy * yy + xz * yz;
        float perArea = 1 / (xSquared * ySquared - product * product);
        dualXx = (ySquared * xx - product * yx) * perArea;
        dualXy = (ySquared * xy - product * yy) * perArea;
        dualXz = (ySquared * xz - product * yz) * perArea;
        dualYx = (xSquared * yx - product * xx) * perArea;
        dualYy = (xSquared * yy - product * xy) * perArea;
        dualYz = (xSquared * yz - product * xz) * perArea;
    }

    public float xx() {
        return xx;
    }

    public float xy() {
        return xy;
    }

    public float xz() {
        return xz;
    }

    public float yx() {
        return yx;
    }

    public float yy() {
        return yy;
    }

    public float yz() {
        return yz;
    }

    /** The slice of an image with matrix A. */
    public static Slice of(DMatrix3x3 a) {
        return new Slice((float) a.a11, (float) a.a12, (float) a.a13, (float) a.a21, (float) a.a22, (float) a.a23);
    }

    /** The slice of an image with matrix A whose frequency k is the particle's M k. */
    public static Slice of(DMatrix3x3 a, Magnification m) {
        return m.isNone() ? of(a) : of(a).magnified(m);
    }

    /** The slice of an image whose frequency k is M k on this slice. */
    public Slice magnified(Magnification m) {
        return new Slice(
                (float) (m.xx() * xx + m.yx() * yx),
                (float) (m.xx() * xy + m.yx() * yy),
                (float) (m.xx() * xz + m.yx() * yz),
                (float) (m.xy() * xx + m.yy() * yx),
                (float) (m.xy() * xy + m.yy() * yy),
                (float) (m.xy() * xz + m.yy() * yz));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Slice s
                && xx == s.xx
                && xy == s.xy
                && xz == s.xz
                && yx == s.yx
                && yy == s.yy
                && yz == s.yz;
    }

    @Override
    public int hashCode() {
        return Objects.hash(xx, xy, xz, yx, yy, yz);
    }
}
