/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.file;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.cryosgd.io.file.SafeFile;

/** Pictures as PNG. */
public final class PngFile {
    private PngFile() {}

    /** Writes a picture; nothing is left behind if it fails. */
    public static void write(Path target, BufferedImage picture) throws IOException {
        SafeFile.write(target, out -> {
            try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
                if (!ImageIO.write(picture, "png", stream))
                    throw new IOException("this Java cannot write PNG files. Use a complete Java 17 or later.");
            }
        });
    }
}
