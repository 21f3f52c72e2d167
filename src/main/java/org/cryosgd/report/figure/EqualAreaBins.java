/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.figure;

import java.util.Arrays;
import org.cryosgd.particles.Pose;

/** The sphere of view directions (rot, tilt) in bins of one area, about as wide as high: rings around z that are cut into bins. */
public final class EqualAreaBins {
    /** Number of the first bin of each ring, and of all. */
    private final int[] first;

    /** @param rings from tilt 0° to 180°, at least 1 */
    public EqualAreaBins(int rings) {
        // the bins of a ring are as many as squares fit; its height makes their areas the same
        first = new int[rings + 1];
        for (int ring = 0; ring < rings; ring++)
            first[ring + 1] =
                    first[ring] + (int) Math.max(3, Math.round(2 * rings * Math.sin((ring + 0.5) * Math.PI / rings)));
    }

    /** Number of bins. */
    public int count() {
        return first[first.length - 1];
    }

    /** Width of a bin in degrees, about. */
    public double widthDegrees() {
        return Math.toDegrees(Math.sqrt(4 * Math.PI / count()));
    }

    /** The bin of a pose, from 0. */
    public int of(Pose pose) {
        double tilt = Math.toRadians(pose.tiltDegrees());
        // a tilt below 0 is the view from the other side
        return of(Math.cos(tilt), pose.rotDegrees() + (Math.sin(tilt) < 0 ? 180 : 0));
    }

    /** The bin of a direction, from 0. */
    int of(double cosTilt, double rotDegrees) {
        int before = (int) Math.max(0, Math.min(count() - 1, (1 - cosTilt) / 2 * count()));
        int ring = ring(before);
        int size = first[ring + 1] - first[ring];
        double turn = (rotDegrees + 180) / 360;
        return first[ring] + Math.min(size - 1, (int) (size * (turn - Math.floor(turn))));
    }

    /** The rot of the centre of a bin in degrees. */
    public double rotDegrees(int bin) {
        int ring = ring(bin);
        return -180 + 360 * (bin - first[ring] + 0.5) / (first[ring + 1] - first[ring]);
    }

    /** The tilt of the centre of a bin in degrees. */
    public double tiltDegrees(int bin) {
        int ring = ring(bin);
        return Math.toDegrees(Math.acos(1 - (double) (first[ring] + first[ring + 1]) / count()));
    }

    private int ring(int bin) {
        int found = Arrays.binarySearch(first, bin);
        return found >= 0 ? found : -found - 2;
    }
}
