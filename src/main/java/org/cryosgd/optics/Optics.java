/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optics;

import static org.cryosgd.math.Require.require;

/**
 * What the particles of one optics group share (a row of RELION's {@code data_optics}).
 *
 * @param name label of the group, for messages
 * @param voltageKv acceleration voltage
 * @param sphericalAberrationMm spherical aberration
 * @param amplitudeContrast fraction in [0, 1]
 * @param pixelSizeAngstrom pixel size of the particle images
 * @param box width of the particle images in pixels, or 0 where the file does not say
 */
public record Optics(
        String name,
        double voltageKv,
        double sphericalAberrationMm,
        double amplitudeContrast,
        double pixelSizeAngstrom,
        int box) {
    public Optics {
        require(voltageKv > 0, "voltage (kV)", "positive", voltageKv);
        require(sphericalAberrationMm >= 0, "spherical aberration (mm)", "at least 0", sphericalAberrationMm);
        require(
                amplitudeContrast >= 0 && amplitudeContrast <= 1,
                "amplitude contrast",
                "between 0 and 1",
                amplitudeContrast);
        require(
                pixelSizeAngstrom > 0 && pixelSizeAngstrom < Double.POSITIVE_INFINITY,
                "pixel size (Å)",
                "positive",
                pixelSizeAngstrom);
    }
}
