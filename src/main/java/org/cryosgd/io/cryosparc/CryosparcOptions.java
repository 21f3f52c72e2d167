/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.cryosparc;

import static org.cryosgd.math.Require.require;

import java.nio.file.Path;

/**
 * What a user says about a .cs file that the file itself may leave open.
 *
 * @param passthrough file with the columns that it lacks; null to look for it in the same folder
 * @param shiftPixelSizeAngstrom width of the pixels that the shifts are counted in, where the file does not say it; 0
 *     takes the pixels of the images
 */
public record CryosparcOptions(Path passthrough, double shiftPixelSizeAngstrom) {
    /** Nothing is said. */
    public static final CryosparcOptions NONE = new CryosparcOptions(null, 0);

    public CryosparcOptions {
        require(
                shiftPixelSizeAngstrom >= 0 && shiftPixelSizeAngstrom < 1000,
                "shiftPixelSize (Å)",
                "from 0 to 1000",
                shiftPixelSizeAngstrom);
    }
}
