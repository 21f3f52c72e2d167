/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.mrc;

import static org.cryosgd.math.Require.require;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.cryosgd.io.file.SafeFile;

/**
 * Writes square images one after the other into an MRC2014 stack: mode 2, little endian, space group 0. The file
 * appears under its name with {@link #finish()}; closing without that leaves nothing. For one thread.
 */
public final class MrcStackWriter implements AutoCloseable {
    private final Path file;
    private final SafeFile out;
    private final int box;
    private final double pixelSizeAngstrom;
    private final String label;
    private final MrcStatistics statistics = new MrcStatistics();
    private int count;

    private MrcStackWriter(Path file, SafeFile out, int box, double pixelSizeAngstrom, String label) {
        this.file = file;
        this.out = out;
        this.box = box;
        this.pixelSizeAngstrom = pixelSizeAngstrom;
        this.label = label;
    }

    /**
     * Starts a stack.
     *
     * @param expectedCount number of images to come, for the check of free space, or 0; more or fewer may come
     * @param label for the header, such as program and version; at most 80 characters are kept
     */
    public static MrcStackWriter create(Path file, int box, double pixelSizeAngstrom, int expectedCount, String label)
            throws IOException {
        require(box > 0, "box", "positive", box);
        require(pixelSizeAngstrom > 0, "pixel size (Å)", "positive", pixelSizeAngstrom);
        SafeFile out = SafeFile.open(file, MrcHeader.BYTES + 4L * box * box * expectedCount);
        MrcStackWriter writer = new MrcStackWriter(file, out, box, pixelSizeAngstrom, label);
        try {
            out.write(ByteBuffer.allocate(MrcHeader.BYTES));
        } catch (IOException e) {
            writer.close();
            throw e;
        }
        return writer;
    }

    /** Appends one image of box·box pixels, x fastest, row 0 is y = 0. */
    public void append(float[] pixels) throws IOException {
        require(pixels.length == box * box, "number of pixels", box + "²", pixels.length);
        int bad = statistics.add(pixels);
        if (bad >= 0)
            throw new IOException(file + ": not written, pixel (" + bad % box + ", " + bad / box + ") of image "
                    + (count + 1) + " is " + pixels[bad] + ".");
        MrcFiles.writeFloats(out, pixels);
        count++;
    }

    /** Number of images so far. */
    public int count() {
        return count;
    }

    /** Writes the header with the statistics of all images and gives the file its name. */
    public void finish() throws IOException {
        if (count == 0) throw new IllegalStateException(file + ": a stack needs at least one image");
        out.write(
                MrcHeader.ofStack(box, count, pixelSizeAngstrom, statistics, label)
                        .toBytes(),
                0);
        out.commit();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
