/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import org.cryosgd.optics.Magnification;
import org.ejml.data.DMatrix3x3;

/**
 * Where a central slice lies: point (kx, ky) of the image is at kx·(xx, xy, xz) + ky·(yx, yy, yz) of the volume, the
 * first two rows of RELION's matrix. With a magnification they are not of length 1, nor at right angles.
 */
public record Slice(float xx, float xy, float xz, float yx, float yy, float yz) {
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
}
