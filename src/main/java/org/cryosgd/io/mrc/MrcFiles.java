/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.mrc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.file.SafeFile;
import org.cryosgd.math.Volume;

/** Cubic maps in MRC files. Rows are not flipped: row 0 is y = 0, section 0 is z = 0. */
public final class MrcFiles {
    private static final int MAX_SIZE = 1290;

    private MrcFiles() {}

    /**
     * Reads a map with the voxel size of its header (cell length over samples). Axes stored in another order are
     * brought into x, y, z; the origin in the header is not used.
     *
     * @throws FormatException if the file is not a cubic map of finite values, or has no voxel size
     */
    public static Volume readVolume(Path file) throws IOException {
        return read(file, 0);
    }

    /** Reads a map with a given voxel size, whatever its header says. */
    public static Volume readVolume(Path file, double voxelSizeAngstrom) throws IOException {
        if (!(voxelSizeAngstrom > 0))
            throw new IllegalArgumentException("voxel size (Å) must be positive, found " + voxelSizeAngstrom);
        return read(file, voxelSizeAngstrom);
    }

    private static Volume read(Path file, double givenVoxelSize) throws IOException {
        try (MrcStack stack = MrcStack.openAny(file)) {
            MrcHeader header = stack.header();
            int n = header.nx();
            if (header.ny() != n || header.nz() != n)
                throw new FormatException(file + ": the map is " + n + " × " + header.ny() + " × " + header.nz()
                        + " voxels and must be a cube. Pad it: relion_image_handler --i input --o output --new_box "
                        + even(Math.max(n, Math.max(header.ny(), header.nz()))) + ".");
            if (n > MAX_SIZE)
                throw new FormatException(file + ": the map is " + n + " voxels wide, at most " + MAX_SIZE
                        + " can be held. Bin it first.");
            double voxelSize = givenVoxelSize > 0 ? givenVoxelSize : voxelSize(file, header);
            float[] voxels = new float[n * n * n];
            for (int z = 0; z < n; z++) stack.readSection(z, voxels, z * n * n);
            voxels = inOrder(file, header, voxels);
            checkFinite(file, n, voxels);
            return new Volume(n, voxelSize, voxels);
        }
    }

    private static double voxelSize(Path file, MrcHeader header) throws FormatException {
        double size = header.pixelSizeAngstrom();
        if (size == 0)
            throw new FormatException(file + ": the header has no voxel size. Set it, for example: "
                    + "relion_image_handler --i input.mrc --o output.mrc --force_header_angpix 1.3.");
        if (header.isAnisotropic())
            throw new FormatException(file + ": voxels are not cubes (cell " + header.cellX() + " × " + header.cellY()
                    + " × " + header.cellZ() + " Å, " + header.mx() + " × " + header.my() + " × " + header.mz()
                    + " samples). Resample the map, or correct the header.");
        return size;
    }

    private static float[] inOrder(Path file, MrcHeader header, float[] stored) throws FormatException {
        int c = header.columnAxis();
        int r = header.rowAxis();
        int s = header.sectionAxis();
        if (c == 1 && r == 2 && s == 3 || c == 0 && r == 0 && s == 0) return stored;
        if (c < 1 || r < 1 || s < 1 || c == r || c == s || r == s)
            throw new FormatException(file + ": the axes are " + c + ", " + r + ", " + s
                    + " and must be 1, 2, 3 in some order. Correct MAPC, MAPR, MAPS in the header.");
        int n = header.nx();
        int[] stride = {0, 1, n, n * n};
        float[] voxels = new float[stored.length];
        for (int k = 0, i = 0; k < n; k++)
            for (int j = 0; j < n; j++)
                for (int h = 0; h < n; h++, i++) voxels[h * stride[c] + j * stride[r] + k * stride[s]] = stored[i];
        return voxels;
    }

    private static void checkFinite(Path file, int n, float[] voxels) throws FormatException {
        for (int i = 0; i < voxels.length; i++)
            if (!Float.isFinite(voxels[i]))
                throw new FormatException(file + ": voxel " + position(n, i) + " is " + voxels[i]
                        + ". Write the map again without such values.");
    }

    /**
     * Writes a map as MRC2014: mode 2, little endian, space group 1. Nothing is left behind if it fails.
     *
     * @param label for the header, such as program and version; at most 80 characters are kept
     * @throws IOException if the disk refuses, or the map has a value that is not finite (the message says where)
     */
    public static void writeVolume(Path file, Volume volume, String label) throws IOException {
        int n = volume.size();
        MrcStatistics statistics = new MrcStatistics();
        int bad = statistics.add(volume.voxels());
        if (bad >= 0)
            throw new IOException(
                    file + ": not written, voxel " + position(n, bad) + " of the map is " + volume.voxels()[bad] + ".");
        MrcHeader header = MrcHeader.ofVolume(n, volume.voxelSizeAngstrom(), statistics, label);
        try (SafeFile out = SafeFile.open(file, header.fileBytes())) {
            out.write(header.toBytes());
            writeFloats(out, volume.voxels());
            out.commit();
        }
    }

    static void writeFloats(SafeFile out, float[] values) throws IOException {
        MrcMode.Chunk chunk = MrcMode.Chunk.ofThread();
        ByteBuffer bytes = chunk.bytes.order(ByteOrder.LITTLE_ENDIAN);
        int perChunk = MrcMode.Chunk.BYTES / Float.BYTES;
        for (int done = 0; done < values.length; done += perChunk) {
            int count = Math.min(perChunk, values.length - done);
            chunk.littleFloats.put(0, values, done, count);
            out.write(bytes.clear().limit(count * Float.BYTES));
        }
    }

    private static String position(int n, int index) {
        return "(" + index % n + ", " + index / n % n + ", " + index / (n * n) + ")";
    }

    private static int even(int n) {
        return n + n % 2;
    }
}
