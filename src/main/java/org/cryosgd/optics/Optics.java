/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optics;

import static org.cryosgd.math.Require.require;

import java.io.Serializable;

/**
 * What the particles of one optics group share (a row of RELION's {@code data_optics}). Values that no microscope has are
 * refused; {@link PlausibleCtf} says which.
 *
 * @param name label of the group, for messages
 * @param voltageKv acceleration voltage
 * @param sphericalAberrationMm spherical aberration
 * @param amplitudeContrast fraction in [0, 1]
 * @param pixelSizeAngstrom pixel size of the particle images
 * @param box width of the particle images in pixels, or 0 where the file does not say
 * @param applied what was done about the CTF in the images
 * @param aberrations of the lens, beside defocus, astigmatism and spherical aberration
 * @param magnification from frequencies of the images to those of the particle, by what the pixel size leaves out
 * @param mtf of the camera; null where the file names none
 */
public record Optics(
        String name,
        double voltageKv,
        double sphericalAberrationMm,
        double amplitudeContrast,
        double pixelSizeAngstrom,
        int box,
        AppliedCtf applied,
        Aberrations aberrations,
        Magnification magnification,
        Mtf mtf)
        implements Serializable {
    public Optics {
        PlausibleCtf.VOLTAGE.require(voltageKv);
        PlausibleCtf.SPHERICAL_ABERRATION.require(sphericalAberrationMm);
        PlausibleCtf.AMPLITUDE_CONTRAST.require(amplitudeContrast);
        PlausibleCtf.PIXEL_SIZE.require(pixelSizeAngstrom);
        require(box >= 0, "box of optics group " + name, "at least 0", box);
    }

    /** Of images in which nothing was done about the CTF. */
    public Optics(
            String name,
            double voltageKv,
            double sphericalAberrationMm,
            double amplitudeContrast,
            double pixelSizeAngstrom,
            int box) {
        this(name, voltageKv, sphericalAberrationMm, amplitudeContrast, pixelSizeAngstrom, box, AppliedCtf.NONE);
    }

    /** Of a lens without other aberrations. */
    public Optics(
            String name,
            double voltageKv,
            double sphericalAberrationMm,
            double amplitudeContrast,
            double pixelSizeAngstrom,
            int box,
            AppliedCtf applied) {
        this(
                name,
                voltageKv,
                sphericalAberrationMm,
                amplitudeContrast,
                pixelSizeAngstrom,
                box,
                applied,
                Aberrations.NONE,
                Magnification.NONE,
                null);
    }

    /** The same with images in which something else was done about the CTF. */
    public Optics withApplied(AppliedCtf other) {
        return new Optics(
                name,
                voltageKv,
                sphericalAberrationMm,
                amplitudeContrast,
                pixelSizeAngstrom,
                box,
                other,
                aberrations,
                magnification,
                mtf);
    }

    /** The same of another lens. */
    public Optics with(Aberrations otherAberrations, Magnification otherMagnification) {
        return new Optics(
                name,
                voltageKv,
                sphericalAberrationMm,
                amplitudeContrast,
                pixelSizeAngstrom,
                box,
                applied,
                otherAberrations,
                otherMagnification,
                mtf);
    }

    /** The same of another camera. */
    public Optics withMtf(Mtf other) {
        return new Optics(
                name,
                voltageKv,
                sphericalAberrationMm,
                amplitudeContrast,
                pixelSizeAngstrom,
                box,
                applied,
                aberrations,
                magnification,
                other);
    }
}
