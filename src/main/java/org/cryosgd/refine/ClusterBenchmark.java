/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import java.io.IOException;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import org.cryosgd.images.Place;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;

/** What a job on other machines costs, and by how much several executors would be faster than one: {@link ClusterForecast}. */
public final class ClusterBenchmark {
    private static final int[] BOXES = {128, 256, 384};
    private static final long[] IMAGES = {100_000, 1_000_000};
    private static final int[] EXECUTORS = {4, 16, 64};

    /** Of an executor. */
    private static final int CORES = 16;

    /** 10 Gb/s. */
    private static final double BYTES_PER_SECOND = 1.25e9;

    /** Poses are searched in images of this box; other boxes are taken from it by their points and voxels. */
    private static final int SEARCHED = 128;

    private static final int SEARCHED_IMAGES = 100;

    private final ProgressMonitor monitor;

    public ClusterBenchmark(ProgressMonitor monitor) {
        this.monitor = monitor;
    }

    /**
     * Measures the search for poses, and says what follows from all.
     *
     * @param nanoseconds of a thread for a point of the half disc, gradient with exact diagonal, for each box that was measured
     */
    public void run(Place.JobCost cost, Map<Integer, Double> nanoseconds) throws IOException {
        say(
                "a job on %s costs %.3f s, and %.2f s for each GB to the executors, %.2f s for each GB back",
                cost.where(), cost.seconds(), 1e9 * cost.secondsPerByteOut(), 1e9 * cost.secondsPerByteBack());
        SearchTiming search = SearchTiming.of(SEARCHED, SEARCHED_IMAGES);
        say(
                "box %d; ms of a thread for each image: search of all rotations %.1f, search near a pose %.1f, step of the map %.2f; step without images %.1f ms",
                SEARCHED, 1e3 * search.everywhere(), 1e3 * search.near(), 1e3 * search.map(), 1e3 * search.step());
        ClusterForecast forecast = new ClusterForecast(cost, CORES, BYTES_PER_SECOND);
        say(
                "How many times faster 4, 16 and 64 executors are than one machine like them. This is a model: %d cores each, as fast as one here,"
                        + " a network of 10 Gb/s. Searches are measured at box %d; other boxes follow from their points. Reading the images is left out.",
                CORES, SEARCHED);
        say(
                "%4s %9s %8s %8s %10s %22s %22s",
                "box", "images", "out MB", "back MB", "packed GB", "reconstruct", "epoch of refine");
        for (int box : BOXES) for (long images : IMAGES) line(forecast, box, images, search, nanoseconds);
    }

    private void line(
            ClusterForecast forecast, int box, long images, SearchTiming search, Map<Integer, Double> nanoseconds) {
        double wider = (double) box / SEARCHED;
        double step = search.step() * wider * wider * wider;
        double pass = 1e-9 * nearest(nanoseconds, box) * new HalfDisc(box / 2 - 1).size();
        double refine = (search.near() + search.map()) * wider * wider;
        StringBuilder reconstruct = new StringBuilder();
        StringBuilder epoch = new StringBuilder();
        for (int executors : EXECUTORS) {
            reconstruct.append(number(forecast.reconstructSpeedUp(box, images, pass, step, executors)));
            epoch.append(number(forecast.refineSpeedUp(box, images, refine, step, executors)));
        }
        say(
                "%4d %9d %8.1f %8.1f %10.1f %22s %22s",
                box,
                images,
                1e-6 * ClusterForecast.bytesOut(box),
                1e-6 * ClusterForecast.bytesBack(box),
                1e-9 * ClusterForecast.packedBytes(box, images),
                reconstruct,
                epoch);
    }

    private static double nearest(Map<Integer, Double> nanoseconds, int box) {
        return nanoseconds.entrySet().stream()
                .min(Comparator.comparingInt(e -> Math.abs(e.getKey() - box)))
                .orElseThrow()
                .getValue();
    }

    private static String number(double times) {
        return String.format(Locale.ROOT, "%6.1f×", times);
    }

    private void say(String format, Object... values) {
        monitor.say(String.format(Locale.ROOT, format, values));
    }
}
