/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PngFileTest {
    @TempDir
    Path folder;

    private static BufferedImage picture() {
        BufferedImage picture = new BufferedImage(7, 5, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 5; y++) for (int x = 0; x < 7; x++) picture.setRGB(x, y, 0x010203 * (x + 7 * y));
        return picture;
    }

    @Test
    void aPictureOfAnotherThreadIsThatOfThisOne() throws IOException {
        Path here = folder.resolve("here.png");
        Path there = folder.resolve("there.png");
        PngFile.write(here, picture());
        PngFile.draw(PngFileTest::picture).write(there);
        assertArrayEquals(Files.readAllBytes(here), Files.readAllBytes(there));
        BufferedImage read = ImageIO.read(there.toFile());
        for (int y = 0; y < 5; y++)
            for (int x = 0; x < 7; x++)
                assertEquals(0x010203 * (x + 7 * y), read.getRGB(x, y) & 0xFFFFFF, x + ", " + y);
    }

    @Test
    void whatFailsInAnotherThreadFailsHereAndLeavesNoFile() {
        Path file = folder.resolve("none.png");
        PngFile picture = PngFile.draw(() -> {
            throw new IllegalStateException("no picture");
        });
        assertEquals(
                "no picture",
                assertThrows(IllegalStateException.class, () -> picture.write(file))
                        .getMessage());
        PngFile large = PngFile.draw(() -> {
            throw new OutOfMemoryError("too large");
        });
        assertEquals(
                "too large",
                assertThrows(OutOfMemoryError.class, () -> large.write(file)).getMessage());
        assertFalse(Files.exists(file));
    }
}
