/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

/**
 * One epoch of a refinement.
 *
 * @param epoch from 1
 * @param limitAngstrom frequencies up to here took part in the search of poses
 * @param resolutionAngstrom where the half maps' FSC falls below 0.143
 * @param moved part of the particles that turned by more than the step of the global grid
 * @param turnDegrees median change of the rotations
 * @param shiftAngstrom median change of the shifts
 * @param wide whether all rotations were searched, or only those near the last ones
 * @param seconds since the start
 */
public record RefineRecord(
        int epoch,
        double limitAngstrom,
        double resolutionAngstrom,
        double moved,
        double turnDegrees,
        double shiftAngstrom,
        boolean wide,
        double seconds) {}
