/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import java.util.SplittableRandom;
import org.cryosgd.optics.Defocus;
import org.cryosgd.particles.Particle;

/**
 * What is wrong with one image.
 *
 * @param contrast by which the particle is multiplied
 * @param noise by which the noise is multiplied
 * @param tableDefocus what the table says
 * @param neighbour null for none
 * @param carbon null for none
 * @param ramp in σ
 * @param noiseSeeds of structural noise, of the texture of the carbon, of read-out noise
 */
record ImageFaults(
        double contrast,
        double noise,
        Defocus tableDefocus,
        Particle neighbour,
        CarbonEdge carbon,
        Ramp ramp,
        long[] noiseSeeds) {
    /** Each fault has random numbers of its own, so that it is the same with and without the others. */
    static ImageFaults of(
            Particle truth,
            int i,
            SimulatedFaults faults,
            Micrographs micrographs,
            double boxAngstrom,
            SplittableRandom random) {
        Gaussian contrasts = new Gaussian(random.split());
        SplittableRandom neighbours = random.split();
        SplittableRandom edges = random.split();
        Gaussian ramps = new Gaussian(random.split());
        Gaussian errors = new Gaussian(random.split());
        boolean crowded = neighbours.nextDouble() < faults.neighbours();
        boolean covered = edges.nextDouble() < faults.carbon();
        return new ImageFaults(
                Micrographs.contrast(faults.imageContrast(), contrasts) * micrographs.contrast(i),
                micrographs.noise(i),
                DefocusError.of(truth.defocus(), faults.defocusErrorAngstrom(), errors),
                crowded ? Neighbour.of(truth, boxAngstrom, neighbours) : null,
                covered ? CarbonEdge.of(edges) : null,
                Ramp.of(faults.ramp(), ramps),
                new long[] {random.nextLong(), random.nextLong(), random.nextLong()});
    }
}
