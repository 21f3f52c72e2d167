/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import static org.cryosgd.math.Require.require;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryosgd.math.ColumnFft;
import org.cryosgd.math.Tasks;

/**
 * The Fourier transform of a map with zeros around it, at the frequencies of a ball, and back: the centre of the map is the
 * origin, nothing is scaled on the way in, and 1/padded³ on the way out. Lines that hold only zeros or that nobody asks for
 * are not transformed: for a ball of half of the frequencies that is a quarter of the work, and neither the padded map nor its
 * whole transform is ever in memory. Where its planes fit into the result, they are kept there and nothing else is needed.
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
        float[] volume = new float[2 * cube.size()];
        Planes planes = size <= cube.ny()
                ? new Planes(volume, 2 * cube.nx() * cube.ny(), 2 * cube.nx(), cube.extent() - radius)
                : new Planes(radius);
        Tasks.forEach(size, () -> new Plane(width), (work, z) -> {
            work.take(voxels, along, z);
            work.rows.forward(work.pairs);
            work.rowsToColumns();
            work.columns.forward(width);
            for (int row = 0; row <= 2 * radius; row++) planes.put(work.columns, at(row - radius), width, z, row);
        });
        Tasks.forEach(2 * radius + 1, () -> new ColumnFft(padded, width), (lines, row) -> {
            int ky = row - radius;
            int count = Math.min(cube.end(ky, 0), radius) + 1;
            lines.clear(count);
            for (int z = 0; z < size; z++) planes.take(lines, place[z], count, z, row);
            planes.clear(row);
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
        float[] voxels = new float[size * size * size];
        Planes planes = 2 * width * (2 * radius + 1) <= size * size
                ? new Planes(voxels, size * size, 2 * width, 0)
                : new Planes(radius);
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
            for (int z = 0; z < size; z++) planes.put(lines, place[z], count, z, row);
        });
        Tasks.forEach(size, () -> new Plane(width), (work, z) -> {
            work.columns.clear(width);
            for (int row = 0; row <= 2 * radius; row++) planes.take(work.columns, at(row - radius), width, z, row);
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

    /** The planes z of the map, transformed along x and y: of each row ky real parts, then imaginary parts of kx = 0, 1, … */
    private final class Planes {
        private final float[][] arrays;
        private final int plane;
        private final int row;
        private final int first;

        /**
         * Within an array that holds something else before and after.
         *
         * @param plane floats of a plane
         * @param row floats of a row
         * @param first rows that are left out at the beginning of each plane
         */
        Planes(float[] array, int plane, int row, int first) {
            arrays = new float[size][];
            Arrays.fill(arrays, array);
            this.plane = plane;
            this.row = row;
            this.first = first;
        }

        /** In arrays of their own. */
        Planes(int radius) {
            row = 2 * (radius + 1);
            arrays = new float[size][(2 * radius + 1) * row];
            plane = 0;
            first = 0;
        }

        /** From {@code count} columns of number k. */
        void put(ColumnFft columns, int k, int count, int z, int y) {
            int at = at(z, y);
            System.arraycopy(columns.re(k), 0, arrays[z], at, count);
            System.arraycopy(columns.im(k), 0, arrays[z], at + row / 2, count);
        }

        /** To {@code count} columns of number k. */
        void take(ColumnFft columns, int k, int count, int z, int y) {
            int at = at(z, y);
            System.arraycopy(arrays[z], at, columns.re(k), 0, count);
            System.arraycopy(arrays[z], at + row / 2, columns.im(k), 0, count);
        }

        /** Sets a row to zero in all planes. */
        void clear(int y) {
            for (int z = 0; z < size; z++) Arrays.fill(arrays[z], at(z, y), at(z, y) + row, 0);
        }

        private int at(int z, int y) {
            return z * plane + (first + y) * row;
        }
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
