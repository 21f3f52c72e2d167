/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import static org.cryosgd.math.Require.require;

import java.util.stream.IntStream;
import org.cryosgd.math.ColumnFft;
import org.cryosgd.math.Tasks;

/**
 * The Fourier transform of a map with zeros around it, at the frequencies of a ball, and back: the centre of the map is the
 * origin, nothing is scaled on the way in, and 1/padded³ on the way out. Lines that hold only zeros or that nobody asks for
 * are not transformed: for a ball of half of the frequencies that is a quarter of the work, and neither the padded map nor its
 * whole transform is ever in memory.
 *
 * <p>Two rows of the map are transformed as the real and the imaginary part of one. All rows of a plane are transformed together, then all
 * its columns, then all lines along z that have the same ky. It runs on the threads of {@link Tasks}; the result does not depend on their
 * number.
 */
final class PaddedTransform {
    private final HalfCube cube;
    private final int size;
    private final int padded;
    /** Where a voxel of the map is in a line when the origin is its centre. */
    private final int[] place;

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
                .map(voxel -> Math.floorMod(voxel - size / 2, padded))
                .toArray();
    }

    /**
     * The half cube of {@code size}³ voxels, x fastest.
     *
     * @param along the factor along each axis that the voxels are multiplied by
     */
    float[] forward(float[] voxels, float[] along) {
        int radius = Math.min(cube.radius(), padded / 2);
        int width = radius + 1;
        float[][] planes = new float[size][]; // of each ky: re, then im of kx = 0 … radius
        Tasks.forEach(size, () -> new Plane(width), (work, z) -> {
            planes[z] = new float[2 * (2 * radius + 1) * width];
            work.take(voxels, along, z);
            work.rows.forward(work.pairs);
            work.rowsToColumns();
            work.columns.forward(width);
            for (int ky = -radius; ky <= radius; ky++) {
                int out = 2 * (ky + radius) * width;
                System.arraycopy(work.columns.re(at(ky)), 0, planes[z], out, width);
                System.arraycopy(work.columns.im(at(ky)), 0, planes[z], out + width, width);
            }
        });
        float[] volume = new float[2 * cube.size()];
        Tasks.forEach(2 * radius + 1, () -> new ColumnFft(padded, width), (lines, row) -> {
            int ky = row - radius;
            int count = Math.min(cube.end(ky, 0), radius) + 1;
            lines.clear(count);
            for (int z = 0, in = 2 * row * width; z < size; z++) {
                System.arraycopy(planes[z], in, lines.re(place[z]), 0, count);
                System.arraycopy(planes[z], in + width, lines.im(place[z]), 0, count);
            }
            lines.forward(count);
            for (int kz = -radius; kz <= radius; kz++) {
                float[] re = lines.re(at(kz));
                float[] im = lines.im(at(kz));
                int end = Math.min(count, cube.end(ky, kz) + 1);
                for (int kx = 0, out = 2 * cube.index(0, ky, kz); kx < end; kx++, out += 2) {
                    volume[out] = re[kx];
                    volume[out + 1] = im[kx];
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
        int width = radius + 1;
        float[][] planes = new float[size][]; // of each ky: re, then im of kx = 0 … radius
        Tasks.forEach(size, z -> planes[z] = new float[2 * (2 * radius + 1) * width]);
        Tasks.forEach(2 * radius + 1, () -> new ColumnFft(padded, width), (lines, row) -> {
            int ky = row - radius;
            int count = Math.min(cube.end(ky, 0), radius) + 1;
            lines.clear(count);
            for (int kz = -radius; kz <= radius; kz++) {
                float[] re = lines.re(at(kz));
                float[] im = lines.im(at(kz));
                int end = Math.min(count, cube.end(ky, kz) + 1);
                for (int kx = 0, in = 2 * cube.index(0, ky, kz); kx < end; kx++, in += 2) {
                    re[kx] = volume[in];
                    im[kx] = volume[in + 1];
                }
            }
            lines.inverse(count);
            for (int z = 0, out = 2 * row * width; z < size; z++) {
                System.arraycopy(lines.re(place[z]), 0, planes[z], out, count);
                System.arraycopy(lines.im(place[z]), 0, planes[z], out + width, count);
            }
        });
        float[] voxels = new float[size * size * size];
        Tasks.forEach(size, () -> new Plane(width), (work, z) -> {
            work.columns.clear(width);
            for (int ky = -radius; ky <= radius; ky++) {
                int in = 2 * (ky + radius) * width;
                System.arraycopy(planes[z], in, work.columns.re(at(ky)), 0, width);
                System.arraycopy(planes[z], in + width, work.columns.im(at(ky)), 0, width);
            }
            work.columns.inverse(width);
            work.columnsToRows();
            work.rows.inverse(work.pairs);
            work.give(voxels, factors, z);
        });
        return voxels;
    }

    /** Where a frequency is in a line. */
    private int at(int k) {
        return k < 0 ? k + padded : k;
    }

    /** A plane z of the map: pairs of its rows as complex lines along x, and its columns kx along y. Memory of one thread. */
    private final class Plane {
        final int pairs = (size + 1) / 2;
        final int width;
        final ColumnFft rows;
        final ColumnFft columns;

        /** @param width columns, kx = 0 … width − 1 */
        Plane(int width) {
            this.width = width;
            rows = new ColumnFft(padded, pairs);
            columns = new ColumnFft(padded, width);
        }

        void take(float[] voxels, float[] along, int z) {
            rows.clear(pairs);
            for (int y = 0; y < size; y++) {
                float factor = along[y] * along[z];
                for (int x = 0, in = (z * size + y) * size; x < size; x++, in++)
                    row(x, y)[y / 2] = voxels[in] * (factor * along[x]);
            }
        }

        void give(float[] voxels, float[] along, int z) {
            for (int y = 0; y < size; y++) {
                float factor = along[y] * along[z];
                for (int x = 0, out = (z * size + y) * size; x < size; x++, out++)
                    voxels[out] = row(x, y)[y / 2] * (factor * along[x]);
            }
        }

        /** The voxels x of the rows that are like y, even or odd. */
        private float[] row(int x, int y) {
            return y % 2 == 0 ? rows.re(place[x]) : rows.im(place[x]);
        }

        /** The transforms of two real rows are the even and the odd part of that of their pair. */
        void rowsToColumns() {
            columns.clear(width);
            for (int kx = 0; kx < width; kx++) {
                float[] re = rows.re(at(kx));
                float[] im = rows.im(at(kx));
                float[] mirrorRe = rows.re(at(-kx));
                float[] mirrorIm = rows.im(at(-kx));
                for (int y = 0; y < size; y += 2) {
                    int pair = y / 2;
                    columns.re(place[y])[kx] = 0.5f * (re[pair] + mirrorRe[pair]);
                    columns.im(place[y])[kx] = 0.5f * (im[pair] - mirrorIm[pair]);
                    if (y + 1 == size) continue;
                    columns.re(place[y + 1])[kx] = 0.5f * (im[pair] + mirrorIm[pair]);
                    columns.im(place[y + 1])[kx] = 0.5f * (mirrorRe[pair] - re[pair]);
                }
            }
        }

        void columnsToRows() {
            rows.clear(pairs);
            for (int kx = 0; kx < width; kx++) {
                float[] re = rows.re(at(kx));
                float[] im = rows.im(at(kx));
                float[] mirrorRe = rows.re(at(-kx));
                float[] mirrorIm = rows.im(at(-kx));
                for (int y = 0; y < size; y += 2) {
                    int pair = y / 2;
                    boolean two = y + 1 < size;
                    float evenRe = columns.re(place[y])[kx];
                    float evenIm = kx == 0 ? 0 : columns.im(place[y])[kx];
                    float oddRe = two ? columns.re(place[y + 1])[kx] : 0;
                    float oddIm = two && kx > 0 ? columns.im(place[y + 1])[kx] : 0;
                    re[pair] = evenRe - oddIm;
                    im[pair] = evenIm + oddRe;
                    if (kx == 0) continue;
                    mirrorRe[pair] = evenRe + oddIm;
                    mirrorIm[pair] = oddRe - evenIm;
                }
            }
        }
    }
}
