/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.window;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import org.junit.jupiter.api.Test;

class OpenImagesTest {
    private static ImagePlus cube(String type) {
        ImagePlus image = IJ.createImage("cube", type, 2, 2, 2);
        Windows.calibrate(image, 3);
        return image;
    }

    @Test
    void voxelsMustBeCubes() {
        ImagePlus image = cube("32-bit black");
        image.getCalibration().pixelDepth = 3.02;
        assertEquals(3, OpenImages.volume(image).voxelSizeAngstrom());
        image.getCalibration().pixelDepth = 1;
        String message = assertThrows(IllegalArgumentException.class, () -> OpenImages.volume(image))
                .getMessage();
        assertTrue(message.contains("3.000 × 3.000 × 1.000 Å"), message);
        assertEquals(3, OpenImages.angstromPerPixel(image), "images of a stack have no depth");
        image.getCalibration().pixelHeight = 4;
        message = assertThrows(IllegalArgumentException.class, () -> OpenImages.angstromPerPixel(image))
                .getMessage();
        assertTrue(message.contains("3.000 × 4.000 Å"), message);
    }

    @Test
    void imageJsOwnMasksAreDividedBy255() {
        ImagePlus image = cube("8-bit black");
        image.getStack().setVoxel(1, 0, 0, 255);
        assertArrayEquals(
                new float[] {0, 1, 0, 0, 0, 0, 0, 0}, OpenImages.mask(image).voxels());
        assertEquals(255, OpenImages.volume(image).voxels()[1], "a map stays as it is");
        image.getStack().setVoxel(0, 0, 0, 7);
        assertEquals(255, OpenImages.mask(image).voxels()[1], "no mask of ImageJ");
    }
}
