/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import org.cryosgd.assess.FscCurve;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.refine.fit.HalfRefinement;
import org.cryosgd.refine.search.MapAlignment;

/**
 * Lays half 2 of a refinement, its map and its poses, on half 1: see docs/decisions/028-halves-are-aligned-once-more.md.
 *
 * @param halves both, filled before the first call
 * @param box of the maps in voxels
 * @param voxel in angstrom
 */
record BothFrames(HalfRefinement[] halves, int box, double voxel, long seed, ProgressMonitor monitor) {
    /** Halves are aligned by shells that agree at least so well, */
    private static final double SURE = 0.5;

    /** not by those beyond this, which would take long, */
    private static final int FINEST = 40;

    /** and left where they are if the edge of a structure of half the box moves by less than this part of the finest wavelength. */
    private static final double SMALL_MOVE = 1 / 16.0;

    /** By the frequencies at which starts are compared. */
    void align(int epoch) {
        move(halves[1].onto(halves[0], Math.min(Starts.COMMON_RADIUS, radius())), epoch);
    }

    /**
     * As exactly as the next search looks, for the starts are coarse. Whether anything has changed; a stop changes nothing.
     *
     * @param fsc of the halves as they lie now
     */
    boolean alignFinely(FscCurve fsc, int epoch) {
        int radius = Math.min(FINEST, last(fsc, SURE));
        if (radius <= Starts.COMMON_RADIUS) return false;
        MapAlignment alignment = halves[1].onto(halves[0], radius);
        double wavelength = (double) box / last(fsc, Schedule.TRUSTED);
        if (alignment.angleRadians() * box / 4 + alignment.shiftVoxels() < SMALL_MOVE * wavelength) return false;
        HalfRefinement.Saved before = halves[1].copy();
        move(alignment, epoch);
        if (monitor.stopped()) {
            halves[1].restore(before);
            return false;
        }
        monitor.say(RefineLog.aligned(alignment, voxel));
        return true;
    }

    private void move(MapAlignment alignment, int epoch) {
        halves[1].move(alignment, 31 * seed + epoch, monitor, "Aligning half 2 with half 1");
    }

    /** The last shell up to which the curve is not below a threshold. */
    private int last(FscCurve fsc, double threshold) {
        int below = fsc.firstShellBelow(threshold);
        return below < 0 ? radius() : Math.min(radius(), below - 1);
    }

    private int radius() {
        return halves[1].model().cube().radius();
    }
}
