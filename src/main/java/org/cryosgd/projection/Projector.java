/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import static org.cryosgd.math.Require.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Tasks;

/**
 * Slices of a Fourier volume, their adjoint, and the sums over a batch of images that the least-squares objective is
 * made of. Images come in pieces, each valid until the next. Volumes are complex half cubes in the layout of {@link HalfCube}. The work is divided by blocks of the
 * volume, not by images: every voxel is accumulated by one thread in the order of the images, so the result does not
 * depend on the number of threads, and what a thread touches stays in its cache.
 *
 * <p>Not thread safe: one pass at a time, which itself runs on the threads of {@link Tasks}.
 */
public final class Projector {
    /** Edge of a block in voxels: 33³ voxels with eight floats are 1.1 MB, about the second-level cache of one core. */
    private static final int EDGE = 32;

    private final HalfCube cube;
    private final HalfDisc disc;
    private final Interpolation interpolation;
    private final int padding;
    private final List<Block> blocks;
    private final Block whole;
    private float[][] blockSums;

    /**
     * @param padding 1 or 2: voxels of the cube per frequency of the images
     * @param cube with a radius of at least padding times the radius of the disc
     */
    public Projector(HalfCube cube, HalfDisc disc, Interpolation interpolation, int padding) {
        this(interpolation, padding, cube, disc);
        require(
                cube.radius() >= padding * disc.radius(),
                "radius of the volume",
                "at least padding times " + disc.radius(),
                cube.radius());
    }

    /**
     * A projector that leaves out the points of an image that lie outside of the cube, as some do with a magnification.
     *
     * @param padding 1 or 2: voxels of the cube per frequency of the images
     */
    public static Projector clipped(HalfCube cube, HalfDisc disc, Interpolation interpolation, int padding) {
        return new Projector(interpolation, padding, cube, disc);
    }

    private Projector(Interpolation interpolation, int padding, HalfCube cube, HalfDisc disc) {
        require(padding == 1 || padding == 2, "padding", "1 or 2", padding);
        this.cube = cube;
        this.disc = disc;
        this.interpolation = interpolation;
        this.padding = padding;
        int[] size = {cube.nx(), cube.ny(), cube.ny()};
        whole = new Block(cube, disc, padding, interpolation.rounding, new int[3], new int[] {
            size[0] - 1, size[1] - 1, size[2] - 1
        });
        int[] parts = {divide(size[0]), divide(size[1]), divide(size[2])};
        blocks = new ArrayList<>();
        for (int z = 0; z < parts[2]; z++)
            for (int y = 0; y < parts[1]; y++)
                for (int x = 0; x < parts[0]; x++) {
                    int[] from = new int[3];
                    int[] to = new int[3];
                    int[] at = {x, y, z};
                    for (int d = 0; d < 3; d++) {
                        from[d] = at[d] * (size[d] - 1) / parts[d];
                        to[d] = (at[d] + 1) * (size[d] - 1) / parts[d];
                    }
                    blocks.add(new Block(cube, disc, padding, interpolation.rounding, from, to));
                }
        blockSums = new float[blocks.size()][0];
    }

    private static int divide(int voxels) {
        return (voxels + EDGE - 1) / EDGE;
    }

    /** Works in the memory of another projector of the same cube and disc from now on; passes of both follow each other. */
    public void workIn(Projector other) {
        int radius = other.cube.radius();
        require(radius == cube.radius(), "radius of the other projector's cube", "" + cube.radius(), radius);
        blockSums = other.blockSums;
    }

    public HalfCube cube() {
        return cube;
    }

    public HalfDisc disc() {
        return disc;
    }

    /** Voxels of the cube per frequency of the images: 1 or 2. */
    public int padding() {
        return padding;
    }

    public Interpolation interpolation() {
        return interpolation;
    }

    /**
     * Reads a slice: {@code out} gets re, im for every point of the half disc. Points that a magnification moves out of the cube
     * keep what was there.
     */
    public void slice(float[] volume, Slice slice, float[] out) {
        whole.run(interpolation.slice, whole.segment(), slice, volume, null, out);
    }

    /** Σ over images and points of w |s|² − 2 re(b̄ s), s being the slices of {@code volume}. */
    public double value(float[] volume, Iterable<List<SliceData>> pieces) {
        return pass(interpolation.value, new float[][] {volume}, pieces, 1, null);
    }

    /** Σ over images and points of w |s|². */
    public double energy(float[] volume, Iterable<List<SliceData>> pieces) {
        return pass(interpolation.value, new float[][] {volume}, pieces, 0, null);
    }

    /**
     * The value, and the sum over images of the adjoint of w s − b.
     *
     * @param gradient overwritten
     */
    public double gradient(float[] volume, Iterable<List<SliceData>> pieces, float[] gradient) {
        double value = pass(interpolation.gradient, new float[][] {volume}, pieces, 1, new float[][] {gradient});
        finish(gradient, 2);
        return value;
    }

    /**
     * {@link #gradient} together with the diagonal of its linear part, Σ w (interpolation weight)².
     *
     * @param diagonal one float per voxel, overwritten
     */
    public double gradientAndDiagonal(
            float[] volume, Iterable<List<SliceData>> pieces, float[] gradient, float[] diagonal) {
        double value = pass(
                interpolation.gradientAndDiagonal, new float[][] {volume}, pieces, 1, new float[][] {gradient, diagonal
                });
        finish(gradient, 2);
        finish(diagonal, 1);
        return value;
    }

    /**
     * {@link #gradient} together with its linear part applied to {@code direction}.
     *
     * @param product overwritten
     */
    public double gradientAndProduct(
            float[] volume, float[] direction, Iterable<List<SliceData>> pieces, float[] gradient, float[] product) {
        double value =
                pass(interpolation.gradientAndProduct, new float[][] {volume, direction}, pieces, 1, new float[][] {
                    gradient, product
                });
        finish(gradient, 2);
        finish(product, 2);
        return value;
    }

    /**
     * The sums over images of the adjoint of several values for each point: complex ones with the weights of the interpolation,
     * real ones with their squares. For trilinear interpolation.
     *
     * @param pieces images whose data are, for each point, the complex values and then the real ones
     * @param complex two floats per voxel for each complex value, overwritten
     * @param real one float per voxel for each real value, overwritten
     */
    public void adjoint(Iterable<List<SliceData>> pieces, float[][] complex, float[][] real) {
        require(interpolation == Interpolation.TRILINEAR, "interpolation", "trilinear", interpolation);
        Kernel kernel = new AdjointKernel(complex.length, real.length);
        accumulate(kernel, new float[0][], pieces, 1);
        float[][] results = Arrays.copyOf(complex, complex.length + real.length);
        System.arraycopy(real, 0, results, complex.length, real.length);
        int[] channels = new int[results.length];
        Arrays.fill(channels, 0, complex.length, 2);
        Arrays.fill(channels, complex.length, channels.length, 1);
        collect(results, channels, kernel.sumChannels());
        for (int r = 0; r < results.length; r++) finish(results[r], channels[r]);
    }

    private void finish(float[] sums, int channels) {
        if (channels == 1) cube.foldReal(sums);
        else cube.fold(sums);
        cube.clip(sums, channels);
    }

    /** The sums of a pass do not depend on how the images are divided into pieces. */
    private double pass(
            Kernel kernel, float[][] volumes, Iterable<List<SliceData>> pieces, float target, float[][] results) {
        double value = accumulate(kernel, volumes, pieces, target);
        int sumChannels = kernel.sumChannels();
        if (results != null) collect(results, new int[] {2, sumChannels - 2}, sumChannels);
        return value;
    }

    /** Leaves the sums in {@link #blockSums}. */
    private double accumulate(Kernel kernel, float[][] volumes, Iterable<List<SliceData>> pieces, float target) {
        int channels = kernel.volumeChannels();
        int sumChannels = kernel.sumChannels();
        double[] values = new double[blocks.size()];
        int largest = blocks.stream().mapToInt(Block::size).max().orElseThrow();
        boolean[] begun = new boolean[blocks.size()];
        for (List<SliceData> images : pieces)
            Tasks.forEach(blocks.size(), () -> new float[channels * largest], (local, number) -> {
                Block block = blocks.get(number);
                copyIn(block, volumes, local, channels);
                // cleared here, so that it is in the cache when it is used
                if (!begun[number]) clear(number, sumChannels * block.size());
                begun[number] = true;
                Segment segment = block.segment();
                segment.target = target;
                segment.prefetched = channels > 0;
                for (SliceData image : images) {
                    segment.offset = image.offset();
                    values[number] +=
                            block.run(kernel, segment, image.slice(), local, blockSums[number], image.points());
                }
            });
        for (int number = 0; number < begun.length; number++)
            if (!begun[number]) clear(number, sumChannels * blocks.get(number).size());
        double value = 0;
        for (double part : values) value += part;
        return value;
    }

    private void clear(int number, int floats) {
        if (blockSums[number].length < floats) blockSums[number] = new float[floats];
        else Arrays.fill(blockSums[number], 0);
    }

    private void copyIn(Block block, float[][] volumes, float[] local, int channels) {
        if (channels == 0) return;
        int nx = block.x1 - block.x0 + 1;
        for (int z = block.z0; z <= block.z1; z++)
            for (int y = block.y0; y <= block.y1; y++) {
                int in = 2 * ((z * cube.ny() + y) * cube.nx() + block.x0);
                int out = channels * ((z - block.z0) * block.strideZ + (y - block.y0) * block.strideY);
                if (channels == 2) System.arraycopy(volumes[0], in, local, out, 2 * nx);
                else
                    for (int x = 0; x < nx; x++, in += 2, out += 4) {
                        local[out] = volumes[0][in];
                        local[out + 1] = volumes[0][in + 1];
                        local[out + 2] = volumes[1][in];
                        local[out + 3] = volumes[1][in + 1];
                    }
            }
    }

    /**
     * Adds up the blocks' sums, which overlap in their last voxels, plane by plane in the order of the blocks.
     *
     * @param results overwritten; they follow each other in the sums of a voxel
     * @param channels floats per voxel of each: 1 or 2
     */
    private void collect(float[][] results, int[] channels, int sumChannels) {
        int row = cube.nx();
        Tasks.forEach(cube.ny(), z -> {
            for (int r = 0; r < results.length; r++) {
                int plane = channels[r] * cube.ny() * row;
                Arrays.fill(results[r], z * plane, (z + 1) * plane, 0);
            }
            for (int number = 0; number < blocks.size(); number++) {
                Block block = blocks.get(number);
                if (z < block.z0 || z > block.z1) continue;
                for (int y = block.y0; y <= block.y1; y++) {
                    int in = sumChannels * ((z - block.z0) * block.strideZ + (y - block.y0) * block.strideY);
                    int first = (z * cube.ny() + y) * row + block.x0;
                    for (int r = 0; r < results.length; r++) {
                        add(
                                blockSums[number],
                                in,
                                sumChannels,
                                results[r],
                                first,
                                channels[r],
                                block.x1 - block.x0 + 1);
                        in += channels[r];
                    }
                }
            }
        });
    }

    /** Adds one or two of the {@code sumChannels} of each voxel of a row, from {@code in} on. */
    private static void add(
            float[] sums, int in, int sumChannels, float[] result, int first, int channels, int voxels) {
        int o = channels * first;
        if (channels == 1) for (int x = 0; x < voxels; x++, in += sumChannels, o++) result[o] += sums[in];
        else
            for (int x = 0; x < voxels; x++, in += sumChannels, o += 2) {
                result[o] += sums[in];
                result[o + 1] += sums[in + 1];
            }
    }
}
