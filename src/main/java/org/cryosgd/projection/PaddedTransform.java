/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import static org.cryosgd.math.Require.require;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryosgd.math.LineFft;
import org.cryosgd.math.Tasks;

/**
 * The Fourier transform of a map with zeros around it, at the frequencies of a ball, and back: the centre of the map is the
 * origin, nothing is scaled on the way in, and 1/padded³ on the way out. Lines that hold only zeros or that nobody asks for
 * are not transformed: for a ball of half of the frequencies that is a quarter of the work, and neither the padded map nor its
 * whole transform is ever in memory.
 *
 * <p>Two rows of the map are transformed as the real and the imaginary part of one. It runs on the threads of {@link Tasks};
 * the result does not depend on their number.
 */
final class PaddedTransform {
    /** Neighbouring lines that are taken from memory together. */
    private static final int LINES = 16;

    private final HalfCube cube;
    private final int size;
    private final int padded;
    /** Where a voxel of the map is in a line of re, im when the origin is its centre. */
    private final int[] place;
    /** Floats from one line to the next: not a power of two, or the lines take one another's place in the cache. */
    private final int stride;

    /**
     * @param size voxels of the map along each axis
     * @param padded voxels with the zeros, even, at least {@code size}; the unit of frequency is one over these
     */
    PaddedTransform(HalfCube cube, int size, int padded) {
        require(padded > 0 && padded % 2 == 0, "box of a map (voxels)", "even; pad the map", padded);
        require(padded >= size, "padded box", "at least " + size, padded);
        this.cube = cube;
        this.size = size;
        this.padded = padded;
        place = IntStream.range(0, size)
                .map(voxel -> 2 * Math.floorMod(voxel - size / 2, padded))
                .toArray();
        stride = 2 * padded + LINES;
    }

    /**
     * The half cube of {@code size}³ voxels, x fastest.
     *
     * @param along the factor along each axis that the voxels are multiplied by
     */
    float[] forward(float[] voxels, float[] along) {
        int radius = Math.min(cube.radius(), padded / 2);
        float[][] planes = new float[size][];
        Tasks.forEach(size, () -> new Work(padded, radius), (work, z) -> {
            planes[z] = new float[2 * (2 * radius + 1) * (radius + 1)];
            work.clear();
            for (int y = 0; y < size; y += 2) work.rowsForward(voxels, along, z, y);
            for (int kx = 0; kx <= radius; kx++) work.fft.forward(work.columns, stride * kx);
            for (int ky = -radius; ky <= radius; ky++)
                for (int kx = 0, out = 2 * (ky + radius) * (radius + 1); kx <= radius; kx++, out += 2) {
                    int in = stride * kx + at(ky);
                    planes[z][out] = work.columns[in];
                    planes[z][out + 1] = work.columns[in + 1];
                }
        });
        float[] volume = new float[2 * cube.size()];
        Tasks.forEach(2 * radius + 1, () -> new Work(padded, LINES - 1), (work, row) -> {
            int ky = row - radius;
            int last = Math.min(cube.end(ky, 0), radius);
            for (int from = 0; from <= last; from += LINES) {
                int count = Math.min(LINES, last + 1 - from);
                work.clear();
                for (int z = 0; z < size; z++)
                    for (int i = 0, in = 2 * (row * (radius + 1) + from); i < count; i++, in += 2) {
                        work.columns[stride * i + place[z]] = planes[z][in];
                        work.columns[stride * i + place[z] + 1] = planes[z][in + 1];
                    }
                for (int i = 0; i < count; i++) work.fft.forward(work.columns, stride * i);
                for (int kz = -radius; kz <= radius; kz++)
                    for (int i = 0, end = Math.min(count, cube.end(ky, kz) + 1 - from); i < end; i++) {
                        int in = stride * i + at(kz);
                        int out = 2 * cube.index(from + i, ky, kz);
                        volume[out] = work.columns[in];
                        volume[out + 1] = work.columns[in + 1];
                    }
            }
        });
        return volume;
    }

    /**
     * The {@code size}³ voxels of a half cube, whose values beyond the ball are taken as zero.
     *
     * @param along the factor along each axis that the voxels are multiplied by
     */
    float[] inverse(float[] volume, float[] along) {
        float[] factors = new float[size];
        for (int i = 0; i < size; i++) factors[i] = along[i] / padded;
        int radius = Math.min(cube.radius(), padded / 2 - 1);
        float[][] planes = new float[size][];
        Tasks.forEach(size, z -> planes[z] = new float[2 * (2 * radius + 1) * (radius + 1)]);
        Tasks.forEach(2 * radius + 1, () -> new Work(padded, LINES - 1), (work, row) -> {
            int ky = row - radius;
            int last = Math.min(cube.end(ky, 0), radius);
            for (int from = 0; from <= last; from += LINES) {
                int count = Math.min(LINES, last + 1 - from);
                work.clear();
                for (int kz = -radius; kz <= radius; kz++)
                    for (int i = 0, end = Math.min(count, cube.end(ky, kz) + 1 - from); i < end; i++) {
                        int in = 2 * cube.index(from + i, ky, kz);
                        int out = stride * i + at(kz);
                        work.columns[out] = volume[in];
                        work.columns[out + 1] = volume[in + 1];
                    }
                for (int i = 0; i < count; i++) work.fft.inverse(work.columns, stride * i);
                for (int z = 0; z < size; z++)
                    for (int i = 0, out = 2 * (row * (radius + 1) + from); i < count; i++, out += 2) {
                        planes[z][out] = work.columns[stride * i + place[z]];
                        planes[z][out + 1] = work.columns[stride * i + place[z] + 1];
                    }
            }
        });
        float[] voxels = new float[size * size * size];
        Tasks.forEach(size, () -> new Work(padded, radius), (work, z) -> {
            work.clear();
            for (int ky = -radius; ky <= radius; ky++)
                for (int kx = 0, in = 2 * (ky + radius) * (radius + 1); kx <= radius; kx++, in += 2) {
                    int out = stride * kx + at(ky);
                    work.columns[out] = planes[z][in];
                    work.columns[out + 1] = planes[z][in + 1];
                }
            for (int kx = 0; kx <= radius; kx++) work.fft.inverse(work.columns, stride * kx);
            for (int y = 0; y < size; y += 2) work.rowsInverse(voxels, factors, z, y);
        });
        return voxels;
    }

    /** Where a frequency is in a line of re, im. */
    private int at(int k) {
        return 2 * (k < 0 ? k + padded : k);
    }

    /** Memory of one thread. */
    private final class Work {
        final LineFft fft = new LineFft(padded);
        final float[] row = new float[2 * padded];
        final float[] columns;
        final int radius;

        /** @param radius columns kx = 0 … radius */
        Work(int padded, int radius) {
            this.radius = radius;
            columns = new float[stride * (radius + 1)];
        }

        void clear() {
            Arrays.fill(columns, 0);
        }

        /** Rows y and y + 1 of plane z to the columns kx = 0 … radius. */
        void rowsForward(float[] voxels, float[] along, int z, int y) {
            boolean pair = y + 1 < size;
            int first = (z * size + y) * size;
            Arrays.fill(row, 0);
            for (int x = 0; x < size; x++) {
                row[place[x]] = voxels[first + x] * along[x] * along[y] * along[z];
                if (pair) row[place[x] + 1] = voxels[first + size + x] * along[x] * along[y + 1] * along[z];
            }
            fft.forward(row, 0);
            for (int kx = 0; kx <= radius; kx++) {
                int k = 2 * kx;
                int mirror = at(-kx);
                int out = stride * kx + place[y];
                columns[out] = 0.5f * (row[k] + row[mirror]);
                columns[out + 1] = 0.5f * (row[k + 1] - row[mirror + 1]);
                if (!pair) continue;
                int next = stride * kx + place[y + 1];
                columns[next] = 0.5f * (row[k + 1] + row[mirror + 1]);
                columns[next + 1] = 0.5f * (row[mirror] - row[k]);
            }
        }

        /** The columns to rows y and y + 1 of plane z. */
        void rowsInverse(float[] voxels, float[] along, int z, int y) {
            boolean pair = y + 1 < size;
            int first = (z * size + y) * size;
            Arrays.fill(row, 0);
            for (int kx = 0; kx <= radius; kx++) {
                int in = stride * kx + place[y];
                int next = stride * kx + place[pair ? y + 1 : y];
                float re = columns[in];
                float im = kx == 0 ? 0 : columns[in + 1];
                float nextRe = pair ? columns[next] : 0;
                float nextIm = pair && kx > 0 ? columns[next + 1] : 0;
                row[2 * kx] = re - nextIm;
                row[2 * kx + 1] = im + nextRe;
                if (kx == 0) continue;
                int mirror = 2 * (padded - kx);
                row[mirror] = re + nextIm;
                row[mirror + 1] = nextRe - im;
            }
            fft.inverse(row, 0);
            for (int x = 0; x < size; x++) {
                voxels[first + x] = row[place[x]] * along[x] * along[y] * along[z];
                if (pair) voxels[first + size + x] = row[place[x] + 1] * along[x] * along[y + 1] * along[z];
            }
        }
    }
}
