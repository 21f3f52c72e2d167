/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import static org.cryosgd.math.Require.require;

import java.util.SplittableRandom;
import org.cryosgd.optics.Defocus;

/**
 * What simulated particles are like.
 *
 * @param count number of particles
 * @param snr signal-to-noise ratio: the mean over images of the variance over all pixels of the noise-free image (with
 *     CTF and shift), divided by the variance of the noise; 0 for particles without noise
 * @param defocusMinAngstrom defocus is uniform from this …
 * @param defocusMaxAngstrom … to this, positive for underfocus
 * @param astigmatismAngstrom defocus U exceeds defocus V by a uniform number from 0 to this, the angle is uniform
 * @param shiftSigmaAngstrom standard deviation of the shift along x and along y
 * @param voltageKv acceleration voltage
 * @param sphericalAberrationMm spherical aberration
 * @param amplitudeContrast fraction in [0, 1]
 * @param preferred fraction in [0, 1] of particles that are seen from near the z axis; the others are seen uniformly
 * @param spreadDegrees standard deviation of the tilt of those
 * @param optics lens and cameras
 * @param faults in what the images differ from projections with white noise
 * @param mixture in what the particles differ from each other
 * @param seed the same seed gives the same particles, pixel by pixel, on any number of threads
 */
public record SimulationOptions(
        int count,
        double snr,
        double defocusMinAngstrom,
        double defocusMaxAngstrom,
        double astigmatismAngstrom,
        double shiftSigmaAngstrom,
        double voltageKv,
        double sphericalAberrationMm,
        double amplitudeContrast,
        double preferred,
        double spreadDegrees,
        SimulatedOptics optics,
        SimulatedFaults faults,
        Mixture mixture,
        long seed) {
    public SimulationOptions {
        require(count >= 1, "count", "at least 1", count);
        require(snr >= 0 && snr < Double.POSITIVE_INFINITY, "snr", "positive, or 0 for no noise", snr);
        require(
                Math.abs(defocusMinAngstrom) <= 1e6 && Math.abs(defocusMaxAngstrom) <= 1e6,
                "defocus (Å)",
                "between -1000000 and 1000000",
                defocusMinAngstrom + " to " + defocusMaxAngstrom);
        require(
                defocusMinAngstrom <= defocusMaxAngstrom,
                "defocus maximum (Å)",
                "at least the minimum of " + defocusMinAngstrom,
                defocusMaxAngstrom);
        require(
                astigmatismAngstrom >= 0 && astigmatismAngstrom <= 1e6,
                "astigmatism (Å)",
                "from 0 to 1000000",
                astigmatismAngstrom);
        require(
                shiftSigmaAngstrom >= 0 && shiftSigmaAngstrom < Double.POSITIVE_INFINITY,
                "shift (Å)",
                "at least 0",
                shiftSigmaAngstrom);
        require(preferred >= 0 && preferred <= 1, "preferred", "from 0 to 1", preferred);
        require(spreadDegrees >= 0 && spreadDegrees <= 180, "spread (degrees)", "from 0 to 180", spreadDegrees);
    }

    /** The defocus of a particle or a micrograph, from three random numbers. */
    Defocus defocus(SplittableRandom random) {
        double range = defocusMaxAngstrom - defocusMinAngstrom;
        double mean = defocusMinAngstrom + range * random.nextDouble();
        double difference = astigmatismAngstrom * random.nextDouble();
        return Defocus.of(mean + difference / 2, mean - difference / 2, 180 * random.nextDouble());
    }

    /** 1000 particles of SNR 0.1, 0.8 to 2.5 µm underfocus, 300 kV. */
    public static SimulationOptions defaults() {
        return new SimulationOptions(
                1000,
                0.1,
                8000,
                25000,
                800,
                5,
                300,
                2.7,
                0.1,
                0,
                10,
                SimulatedOptics.plain(),
                SimulatedFaults.NONE,
                Mixture.NONE,
                0);
    }

    public SimulationOptions withCount(int particles) {
        return new SimulationOptions(
                particles,
                snr,
                defocusMinAngstrom,
                defocusMaxAngstrom,
                astigmatismAngstrom,
                shiftSigmaAngstrom,
                voltageKv,
                sphericalAberrationMm,
                amplitudeContrast,
                preferred,
                spreadDegrees,
                optics,
                faults,
                mixture,
                seed);
    }

    public SimulationOptions withSnr(double ratio) {
        return new SimulationOptions(
                count,
                ratio,
                defocusMinAngstrom,
                defocusMaxAngstrom,
                astigmatismAngstrom,
                shiftSigmaAngstrom,
                voltageKv,
                sphericalAberrationMm,
                amplitudeContrast,
                preferred,
                spreadDegrees,
                optics,
                faults,
                mixture,
                seed);
    }

    public SimulationOptions withDefocus(double minAngstrom, double maxAngstrom) {
        return new SimulationOptions(
                count,
                snr,
                minAngstrom,
                maxAngstrom,
                astigmatismAngstrom,
                shiftSigmaAngstrom,
                voltageKv,
                sphericalAberrationMm,
                amplitudeContrast,
                preferred,
                spreadDegrees,
                optics,
                faults,
                mixture,
                seed);
    }

    public SimulationOptions withShift(double sigmaAngstrom) {
        return new SimulationOptions(
                count,
                snr,
                defocusMinAngstrom,
                defocusMaxAngstrom,
                astigmatismAngstrom,
                sigmaAngstrom,
                voltageKv,
                sphericalAberrationMm,
                amplitudeContrast,
                preferred,
                spreadDegrees,
                optics,
                faults,
                mixture,
                seed);
    }

    public SimulationOptions withPreferred(double fraction, double tiltDegrees) {
        return new SimulationOptions(
                count,
                snr,
                defocusMinAngstrom,
                defocusMaxAngstrom,
                astigmatismAngstrom,
                shiftSigmaAngstrom,
                voltageKv,
                sphericalAberrationMm,
                amplitudeContrast,
                fraction,
                tiltDegrees,
                optics,
                faults,
                mixture,
                seed);
    }

    public SimulationOptions withOptics(SimulatedOptics other) {
        return new SimulationOptions(
                count,
                snr,
                defocusMinAngstrom,
                defocusMaxAngstrom,
                astigmatismAngstrom,
                shiftSigmaAngstrom,
                voltageKv,
                sphericalAberrationMm,
                amplitudeContrast,
                preferred,
                spreadDegrees,
                other,
                faults,
                mixture,
                seed);
    }

    public SimulationOptions withFaults(SimulatedFaults other) {
        return new SimulationOptions(
                count,
                snr,
                defocusMinAngstrom,
                defocusMaxAngstrom,
                astigmatismAngstrom,
                shiftSigmaAngstrom,
                voltageKv,
                sphericalAberrationMm,
                amplitudeContrast,
                preferred,
                spreadDegrees,
                optics,
                other,
                mixture,
                seed);
    }

    public SimulationOptions withMixture(Mixture other) {
        return new SimulationOptions(
                count,
                snr,
                defocusMinAngstrom,
                defocusMaxAngstrom,
                astigmatismAngstrom,
                shiftSigmaAngstrom,
                voltageKv,
                sphericalAberrationMm,
                amplitudeContrast,
                preferred,
                spreadDegrees,
                optics,
                faults,
                other,
                seed);
    }

    public SimulationOptions withSeed(long number) {
        return new SimulationOptions(
                count,
                snr,
                defocusMinAngstrom,
                defocusMaxAngstrom,
                astigmatismAngstrom,
                shiftSigmaAngstrom,
                voltageKv,
                sphericalAberrationMm,
                amplitudeContrast,
                preferred,
                spreadDegrees,
                optics,
                faults,
                mixture,
                number);
    }
}
