/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import org.ejml.data.DMatrix3x3;

/**
 * Where a central slice lies: point (kx, ky) of the image is at kx·(xx, xy, xz) + ky·(yx, yy, yz) of the volume, the
 * first two rows of RELION's matrix.
 */
public record Slice(float xx, float xy, float xz, float yx, float yy, float yz) {
    /** The slice of an image with matrix A. */
    public static Slice of(DMatrix3x3 a) {
        return new Slice((float) a.a11, (float) a.a12, (float) a.a13, (float) a.a21, (float) a.a22, (float) a.a23);
    }
}
