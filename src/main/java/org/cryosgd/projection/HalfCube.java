/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import static org.cryosgd.math.Require.require;

import java.util.Arrays;
import java.util.Random;
import org.cryosgd.math.Tasks;

/**
 * The layout of the Fourier transform of a real volume: kx = 0 … extent, ky and kz = −extent … extent, kx fastest, the
 * zero frequency centred in y and z. Complex values are interleaved re, im. The plane kx = 0 holds both members of each
 * conjugate pair; {@link #fold} makes them agree after an accumulation. Voxels beyond {@code radius} are not part of
 * the volume and are held at zero.
 *
 * <p>Sums and products count every voxel of the full cube, so that kx &gt; 0 counts twice.
 */
public final class HalfCube {
    private final int extent;
    private final int nx;
    private final int ny;
    private final int radius;
    private volatile double[] shellCounts;
    /** The shell of each squared length within the ball: a root for each voxel would take as long as what is done with it. */
    private final short[] shells;

    /** @param radius of the ball of frequencies, in voxels of this cube; the cube keeps one voxel more */
    public HalfCube(int radius) {
        require(radius >= 1, "radius", "at least 1", radius);
        this.radius = radius;
        extent = radius + 1;
        nx = extent + 1;
        ny = 2 * extent + 1;
        require((long) nx * ny * ny < Integer.MAX_VALUE / 2, "radius", "small enough for one array", radius);
        shells = new short[radius * radius + 1];
        for (int square = 0; square < shells.length; square++) shells[square] = (short) shell(square);
    }

    public int radius() {
        return radius;
    }

    public int extent() {
        return extent;
    }

    /** Voxels along x: extent + 1. */
    public int nx() {
        return nx;
    }

    /** Voxels along y and along z: 2 extent + 1. */
    public int ny() {
        return ny;
    }

    /** Number of voxels; a complex volume has twice as many floats. */
    public int size() {
        return nx * ny * ny;
    }

    /** The voxel at (kx, ky, kz). */
    public int index(int kx, int ky, int kz) {
        return ((kz + extent) * ny + ky + extent) * nx + kx;
    }

    /** A number for every row of voxels along x, from its ky and kz. */
    @FunctionalInterface
    public interface RowSum {
        double row(int ky, int kz, int first);
    }

    /** Sums {@code row} over all rows, plane by plane in a fixed order, on the threads of {@link Tasks}. */
    public double sum(RowSum row) {
        double[] planes = new double[ny];
        Tasks.forEach(ny, z -> {
            double sum = 0;
            for (int y = 0; y < ny; y++) sum += row.row(y - extent, z - extent, (z * ny + y) * nx);
            planes[z] = sum;
        });
        double sum = 0;
        for (double plane : planes) sum += plane;
        return sum;
    }

    /** The real inner product of two complex volumes over the full cube. */
    public double dot(float[] a, float[] b) {
        return sum((ky, kz, first) -> {
            int i = 2 * first;
            double edge = (double) a[i] * b[i] + (double) a[i + 1] * b[i + 1];
            double inner = 0;
            for (int end = 2 * (first + nx), j = i + 2; j < end; j++) inner += a[j] * b[j];
            return edge + 2 * inner;
        });
    }

    /** How often a voxel stands in the full cube: those of the plane kx = 0 are there with their conjugates. */
    public static int weight(int kx) {
        return kx == 0 ? 1 : 2;
    }

    /** A number for each voxel of the ball. */
    @FunctionalInterface
    public interface VoxelValue {
        double at(int index, int shell);
    }

    /** The sum of a value over the full ball, in a fixed order, on the threads of {@link Tasks}. */
    public double sumOverBall(VoxelValue value) {
        return sum((ky, kz, first) -> {
            double sum = 0;
            int square = ky * ky + kz * kz;
            for (int kx = 0, end = end(ky, kz); kx <= end; kx++)
                sum += weight(kx) * value.at(first + kx, shells[square + kx * kx]);
            return sum;
        });
    }

    /** The sums of a value over each shell 0 … radius + 1 of the full ball, in a fixed order, on the threads of {@link Tasks}. */
    public double[] shellSums(VoxelValue value) {
        double[][] planes = new double[ny][];
        Tasks.forEach(ny, z -> {
            double[] sums = new double[radius + 2];
            for (int y = 0; y < ny; y++) {
                int first = (z * ny + y) * nx;
                int square = square(y, z);
                for (int kx = 0, end = end(y - extent, z - extent); kx <= end; kx++) {
                    int shell = shells[square + kx * kx];
                    sums[shell] += weight(kx) * value.at(first + kx, shell);
                }
            }
            planes[z] = sums;
        });
        double[] total = new double[radius + 2];
        for (double[] sums : planes) for (int shell = 0; shell < total.length; shell++) total[shell] += sums[shell];
        return total;
    }

    /** The mean of a value over each shell 0 … radius + 1 of the full ball; 0 where there is no voxel. */
    public double[] shellMeans(VoxelValue value) {
        double[] means = shellSums(value);
        double[] counts = shellCounts();
        for (int shell = 0; shell < means.length; shell++) if (counts[shell] > 0) means[shell] /= counts[shell];
        return means;
    }

    /** Voxels of each shell; counted once. */
    private double[] shellCounts() {
        double[] counts = shellCounts;
        if (counts == null) shellCounts = counts = shellSums((i, shell) -> 1);
        return counts;
    }

    /** Adds to each voxel of the plane kx = 0 of a complex volume the conjugate of its opposite. */
    public void fold(float[] volume) {
        Tasks.forEach(extent + 1, kz -> {
            for (int ky = kz == 0 ? 0 : -extent; ky <= extent; ky++) {
                int a = 2 * index(0, ky, kz);
                int b = 2 * index(0, -ky, -kz);
                float re = volume[a] + volume[b];
                float im = volume[a + 1] - volume[b + 1];
                volume[a] = volume[b] = re;
                volume[a + 1] = im;
                volume[b + 1] = a == b ? 0 : -im;
            }
        });
    }

    /** {@link #fold} for real values, one per voxel. */
    public void foldReal(float[] values) {
        Tasks.forEach(extent + 1, kz -> {
            for (int ky = kz == 0 ? 0 : -extent; ky <= extent; ky++) {
                int a = index(0, ky, kz);
                int b = index(0, -ky, -kz);
                values[a] = values[b] = values[a] + values[b];
            }
        });
    }

    /** Makes the second member of each conjugate pair of the plane kx = 0 agree with the first. */
    public void mirror(float[] volume) {
        Tasks.forEach(extent + 1, kz -> {
            for (int ky = kz == 0 ? 0 : -extent; ky <= extent; ky++) {
                int a = 2 * index(0, ky, kz);
                int b = 2 * index(0, -ky, -kz);
                volume[b] = volume[a];
                volume[b + 1] = a == b ? 0 : -volume[a + 1];
            }
        });
    }

    /** A complex volume of independent normal numbers of variance 1, each the conjugate of its opposite. */
    public float[] randomNormal(long seed) {
        Random random = new Random(seed);
        float[] volume = new float[2 * size()];
        float scale = (float) Math.sqrt(0.5);
        forEachFrequency((i, kx, ky, kz) -> {
            volume[2 * i] = scale * (float) random.nextGaussian();
            volume[2 * i + 1] = scale * (float) random.nextGaussian();
        });
        mirror(volume);
        return volume;
    }

    /** Largest kx of the ball in the row (ky, kz), or −1 where the row misses it. */
    public int end(int ky, int kz) {
        int rest = radius * radius - ky * ky - kz * kz;
        return rest < 0 ? -1 : Math.min(extent, (int) Math.floor(Math.sqrt(rest)));
    }

    /** The shell round(|k|) of a voxel. */
    public int shell(int kx, int ky, int kz) {
        return shell(kx * kx + ky * ky + kz * kz);
    }

    private static int shell(int square) {
        return (int) (Math.sqrt(square) + 0.5);
    }

    /** ky² + kz² of row y of plane z. */
    private int square(int y, int z) {
        return (y - extent) * (y - extent) + (z - extent) * (z - extent);
    }

    /** Number of voxels of the ball in the full cube. */
    public double ballSize() {
        return sum((ky, kz, first) -> Math.max(0, 2 * end(ky, kz) + 1));
    }

    /** Number of voxels of the ball with kx ≥ 0. */
    public int halfBallSize() {
        int voxels = 0;
        for (int kz = -radius; kz <= radius; kz++) for (int ky = -radius; ky <= radius; ky++) voxels += end(ky, kz) + 1;
        return voxels;
    }

    /** Something done to one voxel of the ball. */
    @FunctionalInterface
    public interface Voxel {
        void at(int index, int shell);
    }

    /** Does something to every voxel of the ball, plane by plane, on the threads of {@link Tasks}. */
    public void forEach(Voxel voxel) {
        Tasks.forEach(ny, z -> {
            for (int y = 0; y < ny; y++) {
                int first = (z * ny + y) * nx;
                int square = square(y, z);
                int end = end(y - extent, z - extent);
                for (int kx = 0; kx <= end; kx++) voxel.at(first + kx, shells[square + kx * kx]);
            }
        });
    }

    /** Something done to a row of voxels of the ball along x. */
    @FunctionalInterface
    public interface Row {
        /** The voxels {@code first} to {@code end − 1}. */
        void at(int first, int end);
    }

    /**
     * Does something to every row of the ball, plane by plane, on the threads of {@link Tasks}. A loop over the row is several
     * times as fast as {@link #forEach}, where the shell is not needed.
     */
    public void forEachRow(Row row) {
        Tasks.forEach(ny, z -> {
            for (int y = 0; y < ny; y++) {
                int first = (z * ny + y) * nx;
                int count = end(y - extent, z - extent) + 1;
                if (count > 0) row.at(first, first + count);
            }
        });
    }

    /** Something done to one frequency of the ball. */
    @FunctionalInterface
    public interface Frequency {
        void at(int index, int kx, int ky, int kz);
    }

    /** Does something to every frequency of the ball with kx ≥ 0, in the order of the layout, on this thread. */
    public void forEachFrequency(Frequency frequency) {
        for (int kz = -radius; kz <= radius; kz++)
            for (int ky = -radius; ky <= radius; ky++)
                for (int kx = 0, end = end(ky, kz); kx <= end; kx++) frequency.at(index(kx, ky, kz), kx, ky, kz);
    }

    /** The values of the ball alone, in the order of the layout: what travels to another machine. */
    public float[] ball(float[] values, int channels) {
        float[] ball = new float[channels * halfBallSize()];
        int at = 0;
        for (int kz = -radius; kz <= radius; kz++)
            for (int ky = -radius; ky <= radius; ky++) {
                int floats = channels * (end(ky, kz) + 1);
                System.arraycopy(values, channels * index(0, ky, kz), ball, at, floats);
                at += floats;
            }
        return ball;
    }

    /** Undoes {@link #ball}: {@code values} is overwritten, and is zero beyond the ball. */
    public void fromBall(float[] ball, float[] values, int channels) {
        Arrays.fill(values, 0);
        int at = 0;
        for (int kz = -radius; kz <= radius; kz++)
            for (int ky = -radius; ky <= radius; ky++) {
                int floats = channels * (end(ky, kz) + 1);
                System.arraycopy(ball, at, values, channels * index(0, ky, kz), floats);
                at += floats;
            }
    }

    /** A volume on another cube: the frequencies that both balls have, zero elsewhere. */
    public float[] resized(float[] volume, HalfCube other) {
        float[] result = new float[2 * other.size()];
        copy(volume, other, result, 2);
        return result;
    }

    /** Writes the frequencies that the balls of this cube and of another have both into values of the other. */
    public void copy(float[] values, HalfCube other, float[] target, int channels) {
        HalfCube smaller = radius < other.radius ? this : other;
        Tasks.forEach(2 * smaller.radius + 1, z -> {
            int kz = z - smaller.radius;
            for (int ky = -smaller.radius; ky <= smaller.radius; ky++)
                System.arraycopy(
                        values,
                        channels * index(0, ky, kz),
                        target,
                        channels * other.index(0, ky, kz),
                        channels * (smaller.end(ky, kz) + 1));
        });
    }

    /** Sets to zero what lies beyond the ball. */
    public void clip(float[] values, int channels) {
        Tasks.forEach(ny, z -> {
            for (int y = 0; y < ny; y++) {
                int first = (z * ny + y) * nx;
                int from = first + end(y - extent, z - extent) + 1;
                Arrays.fill(values, channels * from, channels * (first + nx), 0);
            }
        });
    }
}
