/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.file;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.cryosgd.io.file.SafeFile;

/** Pictures as PNG. */
public final class PngFile {
    private final CompletableFuture<byte[]> bytes;

    private PngFile(CompletableFuture<byte[]> bytes) {
        this.bytes = bytes;
    }

    /** A picture that another thread draws from now on, so that this one can write other files. */
    public static PngFile draw(Supplier<BufferedImage> picture) {
        return new PngFile(CompletableFuture.supplyAsync(() -> encode(picture.get())));
    }

    /** Waits for the picture and writes it; nothing is left behind if it fails. */
    public void write(Path target) throws IOException {
        byte[] drawn;
        try {
            drawn = bytes.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UncheckedIOException io) throw io.getCause();
            if (e.getCause() instanceof Error error) throw error;
            throw (RuntimeException) e.getCause();
        }
        SafeFile.write(target, out -> out.write(drawn));
    }

    /** Writes a picture; nothing is left behind if it fails. */
    public static void write(Path target, BufferedImage picture) throws IOException {
        new PngFile(CompletableFuture.completedFuture(encode(picture))).write(target);
    }

    /** The bytes of a PNG file. */
    public static byte[] encode(BufferedImage picture) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(picture, "png", stream))
                throw new IOException("this Java cannot write PNG files. Use a complete Java 17 or later.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
