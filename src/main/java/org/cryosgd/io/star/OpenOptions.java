/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import java.nio.file.Path;
import org.cryosgd.optics.PlausibleCtf;
import org.cryosgd.particles.ImageSource;

/**
 * What a user may say about a table of particles that is opened.
 *
 * @param projectDir folder that image names start from; null to look for it
 * @param images in place of those that the table names, that of row i being number i; or null
 * @param pixelSizeAngstrom of the images, in place of that of the table; 0 for the table's
 * @param select which rows are read, as {@link Selection} has it; the others are as if they were not there
 */
public record OpenOptions(Path projectDir, ImageSource images, double pixelSizeAngstrom, String select) {
    public OpenOptions {
        if (!(pixelSizeAngstrom >= 0))
            throw new IllegalArgumentException(
                    "pixelSize must be positive, or 0 for that of the table, found " + pixelSizeAngstrom);
        if (pixelSizeAngstrom > 0) {
            String fault = PlausibleCtf.PIXEL_SIZE.fault(pixelSizeAngstrom);
            if (fault != null) throw new IllegalArgumentException("pixelSize: " + fault);
        }
    }

    /** All as the table says. */
    public static OpenOptions defaults() {
        return new OpenOptions(null, null, 0, "");
    }

    public OpenOptions withProjectDir(Path folder) {
        return new OpenOptions(folder, images, pixelSizeAngstrom, select);
    }

    public OpenOptions withImages(ImageSource given) {
        return new OpenOptions(projectDir, given, pixelSizeAngstrom, select);
    }

    public OpenOptions withPixelSize(double angstrom) {
        return new OpenOptions(projectDir, images, angstrom, select);
    }

    public OpenOptions withSelect(String rows) {
        return new OpenOptions(projectDir, images, pixelSizeAngstrom, rows);
    }
}
