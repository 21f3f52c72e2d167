/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.cryosgd.images.Place;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Shuffle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.reconstruct.Problem;

/**
 * Whether one map explains the particles: one direction of {@link Variability}, at low resolution and from a part of the images, so that
 * it costs little. A direction that both half sets find says that the particles differ. None says only that they do not differ much.
 *
 * @param images that were compared
 * @param correlation of the direction that one half set found with that of the other
 */
public record OneMapCheck(int images, double correlation) {
    /** Images are compared at details coarser than this. */
    private static final double FINEST_ANGSTROM = 12;

    /** Passes over the images. */
    private static final int EPOCHS = 8;

    private static final int MOST_IMAGES = 2000;

    /** With fewer images nothing is looked for. */
    private static final int LEAST_IMAGES = 200;

    /**
     * Looks for a direction.
     *
     * @param particles with poses and half sets
     * @param how its resolution is that of the map; its number of epochs does not matter
     * @return null where there are too few images
     * @throws IOException if an image cannot be read or used; the message names it
     * @throws CancellationException if it is stopped
     */
    public static OneMapCheck of(ParticleSet particles, ComparedBy how, ProgressMonitor monitor) throws IOException {
        ParticleSet some =
                particles.select(Shuffle.some(particles.size(), MOST_IMAGES, new SplittableRandom(how.seed())));
        if (some.size() < LEAST_IMAGES) return null;
        ComparedBy coarse = new ComparedBy(
                how.preparation(),
                how.ctf(),
                how.symmetry(),
                how.mask(),
                Math.max(FINEST_ANGSTROM, how.resolutionAngstrom()),
                EPOCHS,
                how.seed(),
                how.cacheMegabytes());
        ProgressMonitor quiet = quiet(monitor);
        // so few images that they stay in this process
        try (Problem problem = coarse.compared(Place.here(), some, 2, quiet)) {
            VariabilityResult found = new Variability(coarse, 1, 2).fit(problem, quiet);
            return new OneMapCheck(some.size(), found.correlations()[0]);
        }
    }

    /** Whether both half sets find the direction: one map does not explain the images. */
    public boolean differ() {
        return correlation >= Variability.SHARED;
    }

    /** Progress only. */
    private static ProgressMonitor quiet(ProgressMonitor monitor) {
        return new ProgressMonitor() {
            @Override
            public void at(long done, long total, String what) {
                monitor.at(done, total, "Does one map explain the images? " + what);
            }

            @Override
            public boolean stopped() {
                return monitor.stopped();
            }
        };
    }
}
