/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.surface;

import org.cryosgd.math.Rotation;
import org.ejml.data.DMatrix3x3;

/**
 * Views of a surface. Rows of a view are the axes of the picture in the map: to the right, upwards, towards the viewer.
 * They are right-handed, so that a picture has the hand of the map, as in ChimeraX.
 */
public final class SurfaceViews {
    /** x to the right, y upwards, z towards the viewer: what ChimeraX shows first. */
    public static final DMatrix3x3 FRONT = new DMatrix3x3(1, 0, 0, 0, 1, 0, 0, 0, 1);
    /** The front turned by 90° about the upward axis: the viewer is at x. */
    public static final DMatrix3x3 SIDE = new DMatrix3x3(0, 0, -1, 0, 1, 0, 1, 0, 0);
    /** The front turned by 90° about the axis to the right: the viewer is at y. */
    public static final DMatrix3x3 TOP = new DMatrix3x3(1, 0, 0, 0, 0, -1, 0, 1, 0);

    private SurfaceViews() {}

    /**
     * A view after the surface was turned in the picture, as by a drag of the mouse.
     *
     * @param rightDegrees the near side moves to the right
     * @param upDegrees the near side moves upwards
     */
    public static DMatrix3x3 turned(DMatrix3x3 view, double rightDegrees, double upDegrees) {
        double a = Math.toRadians(rightDegrees);
        double b = Math.toRadians(upDegrees);
        DMatrix3x3 right = new DMatrix3x3(Math.cos(a), 0, Math.sin(a), 0, 1, 0, -Math.sin(a), 0, Math.cos(a));
        DMatrix3x3 up = new DMatrix3x3(1, 0, 0, 0, Math.cos(b), Math.sin(b), 0, -Math.sin(b), Math.cos(b));
        return Rotation.multiply(up, Rotation.multiply(right, view));
    }
}
