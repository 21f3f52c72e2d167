/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import org.cryosgd.assess.FscCurve;

/**
 * What the next epoch of a refinement does, and when it has converged.
 *
 * @param epoch the last one that is complete
 * @param limit frequencies of the next search, in cycles per box
 * @param best resolution so far in Å
 * @param settled epochs without a better one
 * @param tiltSearches how often tilts were searched for, see {@link org.cryosgd.refine.views.TiltSearch}
 * @param evidence of the last of these searches; NaN before
 * @param everywhere whether the next epoch searches all rotations; otherwise only near the present poses
 */
record Schedule(int epoch, int limit, double best, int settled, int tiltSearches, double evidence, boolean everywhere) {
    /** All rotations are searched again while this part of the particles changes its place. */
    private static final double MOVED = 0.01;

    /** They are not where so few would change it in the next search, if they become fewer as fast as they did. */
    private static final double MOVING = 0.001;

    /** Epochs that search all rotations, at most. */
    private static final int MOST_EVERYWHERE = 6;

    /**
     * Poses are searched where the FSC of the half maps is above this. Shells of less would be fitted in both halves in the
     * same way, and the FSC would promise more than the map holds: see docs/refine.md.
     */
    static final double TRUSTED = 0.25;

    /** The resolution is better if it is so by this part. */
    private static final double BETTER = 0.995;

    /** Epochs without a better resolution after which it has converged. */
    private static final int CONVERGED = 2;

    /** Searches for tilts, at most. */
    private static final int MOST_TILT_SEARCHES = 8;

    /** Tilts have converged when the logarithm of their factor is below this, */
    private static final double SAME_TILTS = 0.03;

    /** and the evidence is not more than the last one by this part of it. */
    private static final double MORE_EVIDENCE = 1e-3;

    static Schedule first(int limit) {
        return new Schedule(0, limit, Double.POSITIVE_INFINITY, 0, 0, Double.NaN, true);
    }

    /**
     * Near given poses only.
     *
     * @param fsc of the half maps at those
     * @param least limit
     * @param largest limit
     */
    static Schedule local(FscCurve fsc, int least, int largest) {
        int trusted = fsc.firstShellBelow(TRUSTED);
        int limit = Math.min(largest, Math.max(least, trusted < 0 ? largest : trusted));
        return new Schedule(0, limit, Double.POSITIVE_INFINITY, 0, 0, Double.NaN, false);
    }

    /**
     * After another epoch.
     *
     * @param fsc of the half maps
     * @param moved part of the particles that changed their place
     * @param before the part that did in the epoch before this
     * @param largest limit
     */
    Schedule next(FscCurve fsc, double moved, double before, int largest) {
        int trusted = fsc.firstShellBelow(TRUSTED);
        int now = Math.min(largest, Math.max(limit, trusted < 0 ? largest : trusted));
        double resolution = fsc.resolutionAt(FscCurve.HALF_MAPS);
        boolean same = !everywhere && now == limit && resolution >= BETTER * best;
        return new Schedule(
                epoch + 1,
                now,
                Math.min(best, resolution),
                same ? settled + 1 : 0,
                tiltSearches,
                evidence,
                searchesEverywhere(moved, before));
    }

    /** Whether all rotations are searched once more. */
    boolean searchesEverywhere(double moved, double before) {
        boolean moving = moved > MOVED && moved * moved > MOVING * before;
        return everywhere && moving && epoch + 1 < MOST_EVERYWHERE;
    }

    /** Whether tilts may be searched for now: after the search of all rotations, and when all else has converged. */
    boolean searchesTilts(Schedule last) {
        return (last.everywhere && !everywhere || converged()) && tiltSearches < MOST_TILT_SEARCHES;
    }

    /**
     * After a search for tilts.
     *
     * @param change logarithm of the larger factor of the tilts
     * @param now evidence of both halves
     */
    Schedule afterTilts(double change, double now) {
        boolean better = now - evidence > MORE_EVIDENCE * Math.abs(now);
        return new Schedule(
                epoch, limit, best, change > SAME_TILTS || better ? 0 : settled, tiltSearches + 1, now, everywhere);
    }

    /**
     * After the optics were changed: the resolution has to settle again. After the first time one epoch is enough, for changes are
     * small.
     */
    Schedule afterCtf(int rounds) {
        return new Schedule(epoch, limit, best, rounds == 1 ? 0 : CONVERGED - 1, tiltSearches, evidence, everywhere);
    }

    boolean converged() {
        return settled >= CONVERGED;
    }
}
