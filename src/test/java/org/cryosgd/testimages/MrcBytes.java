/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.testimages;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** MRC files made byte by byte, independently of the code that reads them. */
public final class MrcBytes {
    private final ByteBuffer bytes;
    private final int extended;

    public MrcBytes(int nx, int ny, int nz, int mode, ByteOrder order, int extended, int dataBytes) {
        this.extended = extended;
        bytes = ByteBuffer.allocate(1024 + extended + dataBytes).order(order);
        bytes.putInt(0, nx).putInt(4, ny).putInt(8, nz).putInt(12, mode);
        bytes.putInt(28, nx).putInt(32, ny).putInt(36, 1);
        bytes.putInt(64, 1).putInt(68, 2).putInt(72, 3).putInt(92, extended);
        bytes.put(208, new byte[] {'M', 'A', 'P', ' '});
        int stamp = order == ByteOrder.LITTLE_ENDIAN ? 0x44 : 0x11;
        bytes.put(212, (byte) stamp).put(213, (byte) stamp);
    }

    /** A little-endian stack of 32-bit floats; pixel i of image k is 1000 k + i. */
    public static MrcBytes stack(int box, int count, double pixelSize) {
        MrcBytes made = new MrcBytes(box, box, count, 2, ByteOrder.LITTLE_ENDIAN, 0, 4 * box * box * count);
        for (int k = 0; k < count; k++)
            for (int i = 0; i < box * box; i++) made.bytes.putFloat(1024 + 4 * (k * box * box + i), 1000 * k + i);
        return made.cell(box * pixelSize, box * pixelSize, pixelSize);
    }

    /** A little-endian cube of 32-bit floats; voxel i is i. */
    public static MrcBytes cube(int n, double voxelSize) {
        MrcBytes made = new MrcBytes(n, n, n, 2, ByteOrder.LITTLE_ENDIAN, 0, 4 * n * n * n);
        for (int i = 0; i < n * n * n; i++) made.bytes.putFloat(1024 + 4 * i, i);
        made.bytes.putInt(36, n).putInt(88, 1);
        return made.cell(n * voxelSize, n * voxelSize, n * voxelSize);
    }

    public MrcBytes cell(double x, double y, double z) {
        bytes.putFloat(40, (float) x).putFloat(44, (float) y).putFloat(48, (float) z);
        return this;
    }

    /** The bytes, for what is not in a method here. */
    public ByteBuffer bytes() {
        return bytes;
    }

    /** The bytes after both headers. */
    public ByteBuffer data() {
        return bytes.duplicate()
                .order(bytes.order())
                .position(1024 + extended)
                .slice()
                .order(bytes.order());
    }

    public Path write(Path file) throws IOException {
        return write(file, bytes.capacity());
    }

    public Path write(Path file, int length) throws IOException {
        byte[] part = Arrays.copyOf(bytes.array(), length);
        return Files.write(file, part);
    }
}
