/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import static org.cryosgd.math.Require.require;

/**
 * In what simulated images differ from projections with white noise. All are off where the number is 0, or 1 for {@code noiseSpread}.
 * σ is the standard deviation of the noise that the signal-to-noise ratio gives.
 *
 * @param micrographs number of micrographs; 0 for none. Particles of one have nearly the same defocus and the same astigmatism
 * @param noiseSpread the noise of the micrographs differs up to so many times ({@link Micrographs})
 * @param micrographContrast standard deviation of the contrast between micrographs, around 1
 * @param imageContrast standard deviation of the contrast between images, around 1
 * @param structuralNoise part of σ² that passes the lens, as of the ice ({@link StructuralNoise})
 * @param readoutNoise part of the other noise that the camera's MTF does not damp
 * @param ramp standard deviation of the rise of the background from the middle of an image to its edge, in σ ({@link Ramp})
 * @param neighbours part of the images that have a neighbour ({@link Neighbour})
 * @param carbon part of the images that have a carbon edge ({@link CarbonEdge})
 * @param defocusErrorAngstrom standard deviation of the error of the defocus in the table, the same for U and V
 * @param cut whether images are cut out of ones of twice the width, so that what defocus moves out of the box is lost;
 *     otherwise it comes in on the other side
 */
public record SimulatedFaults(
        int micrographs,
        double noiseSpread,
        double micrographContrast,
        double imageContrast,
        double structuralNoise,
        double readoutNoise,
        double ramp,
        double neighbours,
        double carbon,
        double defocusErrorAngstrom,
        boolean cut) {
    /** None. */
    public static final SimulatedFaults NONE = new SimulatedFaults(0, 1, 0, 0, 0, 0, 0, 0, 0, 0, false);

    public SimulatedFaults {
        require(micrographs >= 0, "micrographs", "at least 0", micrographs);
        require(noiseSpread >= 1 && noiseSpread <= 100, "noiseSpread", "from 1 to 100", noiseSpread);
        require(
                micrographContrast >= 0 && micrographContrast <= 1,
                "micrographContrast",
                "from 0 to 1",
                micrographContrast);
        require(imageContrast >= 0 && imageContrast <= 1, "imageContrast", "from 0 to 1", imageContrast);
        require(structuralNoise >= 0 && structuralNoise <= 1, "structuralNoise", "from 0 to 1", structuralNoise);
        require(readoutNoise >= 0 && readoutNoise <= 1, "readoutNoise", "from 0 to 1", readoutNoise);
        require(ramp >= 0 && ramp <= 100, "ramp", "from 0 to 100", ramp);
        require(neighbours >= 0 && neighbours <= 1, "neighbours", "from 0 to 1", neighbours);
        require(carbon >= 0 && carbon <= 1, "carbon", "from 0 to 1", carbon);
        require(
                defocusErrorAngstrom >= 0 && defocusErrorAngstrom <= 1e5,
                "defocusError (Å)",
                "from 0 to 100000",
                defocusErrorAngstrom);
        require(
                micrographs > 0 || noiseSpread == 1 && micrographContrast == 0,
                "micrographs",
                "given where they differ in noise (noiseSpread) or contrast (micrographContrast)",
                micrographs);
    }
}
