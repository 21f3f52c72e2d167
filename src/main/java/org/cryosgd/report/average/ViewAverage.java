/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.average;

/**
 * The average of particles that are seen from about the same side.
 *
 * @param rotDegrees of the middle of the view bin
 * @param tiltDegrees of the middle of the view bin
 * @param particles in the bin
 * @param images of them that were read
 * @param average box·box pixels, x fastest, row 0 is y = 0
 * @param projection the mean of the map's projections at the same poses, filtered alike; null without a map
 * @param correlation of the two within the circle; NaN without a map
 */
public record ViewAverage(
        double rotDegrees,
        double tiltDegrees,
        int particles,
        int images,
        float[] average,
        float[] projection,
        double correlation) {}
