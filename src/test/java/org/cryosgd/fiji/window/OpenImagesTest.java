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
import ij.macro.Interpreter;
import java.io.File;
import java.io.IOException;
import org.cryosgd.fiji.RefineCommand;
import org.cryosgd.fiji.command.CommandParameter;
import org.junit.jupiter.api.Test;
import org.scijava.command.CommandInfo;

class OpenImagesTest {
    private static ImagePlus cube(String type) {
        ImagePlus image = IJ.createImage("cube", type, 2, 2, 2);
        MapImage.calibrate(image, 3);
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

    @Test
    void aTitleThatTwoImagesHaveIsRefusedUntilOneIsRenamed() {
        ImagePlus first = cube("32-bit black");
        ImagePlus second = cube("32-bit black");
        second.getStack().setVoxel(0, 0, 0, 1);
        Interpreter.batchMode = true;
        try {
            Interpreter.addBatchModeImage(first);
            assertTrue(OpenImages.has("cube"));
            Interpreter.addBatchModeImage(second);
            String message = assertThrows(IllegalArgumentException.class, () -> OpenImages.volume("cube"))
                    .getMessage();
            assertEquals(
                    "cube: 2 open images have this title. Rename one with Image > Rename..., or close it.", message);
            CommandParameter mask = CommandParameter.of(new CommandInfo(RefineCommand.class)).stream()
                    .filter(key -> key.name().equals("mask"))
                    .findFirst()
                    .orElseThrow();
            RefineCommand refine = new RefineCommand();
            assertThrows(IllegalArgumentException.class, () -> refine.check(mask, "cube"), "in the dialog");
            second.setTitle("other");
            assertEquals(1, OpenImages.mask("other").voxels()[0]);
            refine.check(mask, "cube");
        } catch (IOException e) {
            throw new AssertionError(e);
        } finally {
            Interpreter.removeBatchModeImage(first);
            Interpreter.removeBatchModeImage(second);
            Interpreter.batchMode = false;
        }
    }

    /** As by File > Open of Fiji. */
    @Test
    void aFileThatIsOpenedTwiceHasTwoTitles() throws IOException {
        File file = new File("sample-images/phantom.mrc");
        ImagePlus first = CryoFormats.image(file);
        Interpreter.batchMode = true;
        try {
            Interpreter.addBatchModeImage(first);
            assertEquals("phantom.mrc", first.getTitle());
            assertEquals("phantom-1.mrc", CryoFormats.image(file).getTitle());
        } finally {
            Interpreter.removeBatchModeImage(first);
            Interpreter.batchMode = false;
        }
    }
}
