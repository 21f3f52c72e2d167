/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import org.cryosgd.images.Place;
import org.cryosgd.images.Shards;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.refine.fit.HalfRefinement;

/**
 * How much faster several executors are than one machine like an executor: a model, from what was measured here.
 *
 * <pre>
 * one machine:    images · c / cores + steps · s
 * E executors:    images · c / (cores · E) + steps · s + jobs · (t + out · o + back · (b + network))
 * </pre>
 *
 * c seconds of one thread for an image, s of a step on the driver, t of an empty job, o and b of a byte out and back as measured, but no
 * less than the network allows. From {@link Shards#MANY} parts on the sums are added on the executors and travel twice, once between them and once to the
 * driver; of fewer parts each sends its sums to the driver.
 *
 * @param cost of a job
 * @param cores of an executor
 * @param bytesPerSecond of the network of each machine
 */
record ClusterForecast(Place.JobCost cost, int cores, double bytesPerSecond) {
    /** Passes over all images of a reconstruction, each a job of its own: the first one and two epochs. */
    private static final int PASSES = 3;

    /** Bytes of an image's poses, before and after the search. */
    private static final int POSES = 400;

    /** Bytes that each executor gets in a job: the half ball of frequencies, two floats for each. */
    static long bytesOut(int box) {
        return 8L * voxels(box);
    }

    /** Bytes of the sums of a part: a gradient and a diagonal. */
    static long bytesBack(int box) {
        return 12L * voxels(box);
    }

    /** Packed images in memory. */
    static long packedBytes(int box, long images) {
        return 12L * new HalfDisc(box / 2 - 1).size() * images;
    }

    private static long voxels(int box) {
        return new HalfCube(box / 2 - 1).halfBallSize();
    }

    /**
     * An epoch of a refinement of many images: each mini-batch has a job for the poses and one for the map.
     *
     * @param imageSeconds of one thread: search and step of the map
     * @param stepSeconds of a step of the map without images
     */
    double refineSpeedUp(int box, long images, double imageSeconds, double stepSeconds, int executors) {
        int steps = 2 * HalfRefinement.MOST_BATCHES;
        double poses = steps * (cost.seconds() + out(bytesOut(box))) + images * POSES * back();
        double map = steps * (cost.seconds() + out(bytesOut(box)) + sums(bytesBack(box), executors));
        return speedUp(images * imageSeconds, steps * stepSeconds, poses + map, executors);
    }

    /**
     * A reconstruction with the default settings, without the time to read the images.
     *
     * @param imageSeconds of one thread: gradient and diagonal
     * @param stepSeconds of a step without images
     */
    double reconstructSpeedUp(int box, long images, double imageSeconds, double stepSeconds, int executors) {
        int steps = 2 * PASSES;
        double jobs = steps * (cost.seconds() + out(bytesOut(box)) + sums(bytesBack(box), executors));
        return speedUp(PASSES * images * imageSeconds, steps * stepSeconds, jobs, executors);
    }

    private double speedUp(double imageSeconds, double driver, double jobs, int executors) {
        double one = imageSeconds / cores + driver;
        return one / (imageSeconds / cores / executors + driver + jobs);
    }

    /** The blocks of a broadcast go from executor to executor: each sends and gets about as much. */
    private double out(long bytes) {
        return bytes * Math.max(cost.secondsPerByteOut(), 2 / bytesPerSecond);
    }

    private double back() {
        return Math.max(cost.secondsPerByteBack(), 1 / bytesPerSecond);
    }

    private double sums(long bytes, int executors) {
        if (executors < Shards.MANY) return executors * bytes * back();
        return bytes * (back() + 2 / bytesPerSecond) + cost.seconds(); // a second stage
    }
}
