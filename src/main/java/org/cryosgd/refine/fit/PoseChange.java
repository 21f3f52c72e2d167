/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import java.util.Arrays;
import org.cryosgd.math.Rotation;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.refine.search.Candidate;
import org.cryosgd.refine.search.GlobalSearch;
import org.ejml.data.DMatrix3x3;

/**
 * How an epoch has changed the poses of a half set.
 *
 * @param moved part of the images that turned by more than the spacing of the global search; 0 without one
 * @param turnRadians median turn; π for an image that had no pose
 * @param shiftPixels median change of the shift
 * @param complete false where the epoch was stopped
 */
public record PoseChange(double moved, double turnRadians, double shiftPixels, boolean complete) {

    /** @param global null where poses were searched near the last ones only */
    static PoseChange of(
            Candidate[] before, Candidate[] now, Symmetry symmetry, GlobalSearch global, boolean complete) {
        double[] turns = new double[now.length];
        double[] shifts = new double[now.length];
        int moved = 0;
        double far =
                global == null ? Double.POSITIVE_INFINITY : global.rotations().spacingRadians();
        for (int i = 0; i < now.length; i++) {
            boolean both = before[i] != null && now[i] != null;
            turns[i] = both ? turn(before[i].rotation(), now[i].rotation(), symmetry) : Math.PI;
            shifts[i] = both ? Math.hypot(now[i].x() - before[i].x(), now[i].y() - before[i].y()) : Double.NaN;
            if (turns[i] > far) moved++;
        }
        Arrays.sort(turns);
        Arrays.sort(shifts);
        return new PoseChange(
                (double) moved / now.length, turns[turns.length / 2], shifts[shifts.length / 2], complete);
    }

    /** The smallest angle between the equivalents of two rotations. */
    static double turn(DMatrix3x3 a, DMatrix3x3 b, Symmetry symmetry) {
        double least = Math.PI;
        for (DMatrix3x3 s : symmetry.operations()) least = Math.min(least, Rotation.angle(a, Rotation.multiply(b, s)));
        return least;
    }
}
