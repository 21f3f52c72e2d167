/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cryosgd.images.Place;
import org.cryosgd.projection.HalfCube;
import org.junit.jupiter.api.Test;

class ClusterForecastTest {
    private static ClusterForecast forecast(double jobSeconds, double network) {
        return new ClusterForecast(new Place.JobCost("test", jobSeconds, 0, 0), 16, network);
    }

    @Test
    void jobsWithoutCostAreAsManyTimesFasterAsThereAreExecutors() {
        ClusterForecast free = forecast(0, Double.POSITIVE_INFINITY);
        assertEquals(4, free.refineSpeedUp(128, 100_000, 0.01, 0, 4), 1e-9);
        assertEquals(64, free.reconstructSpeedUp(128, 100_000, 0.001, 0, 64), 1e-9);
    }

    /** An epoch of refine has 40 steps with two jobs each; with 16 executors that of the map has a second stage. */
    @Test
    void whatAJobCostsIsAddedToEachStep() {
        ClusterForecast slow = forecast(0.5, Double.POSITIVE_INFINITY);
        double images = 1000 * 0.1 / 16;
        assertEquals(images / (images / 4 + 80 * 0.5), slow.refineSpeedUp(128, 1000, 0.1, 0, 4), 1e-9);
        assertEquals(images / (images / 16 + 120 * 0.5), slow.refineSpeedUp(128, 1000, 0.1, 0, 16), 1e-9);
        double step = 0.02;
        assertEquals(
                (images + 40 * step) / (images / 4 + 40 * step + 80 * 0.5),
                slow.refineSpeedUp(128, 1000, 0.1, step, 4),
                1e-9);
    }

    @Test
    void bytesAreThoseOfTheHalfBall() {
        HalfCube cube = new HalfCube(15);
        int floats = cube.ball(new float[2 * cube.size()], 2).length;
        assertEquals(4L * floats, ClusterForecast.bytesOut(32));
        assertEquals(6L * floats, ClusterForecast.bytesBack(32));
        assertTrue(forecast(0, 1e6).refineSpeedUp(128, 1000, 0.1, 0, 4) < 1, "a slow network is no gain");
    }
}
