/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

/** How a slice reads the volume between its voxels. */
public enum Interpolation {
    /** The value of the nearest voxel; the Hessian is then diagonal. */
    NEAREST(
            0.5f,
            NearestKernels::slice,
            NearestKernels::value,
            NearestKernels::gradient,
            NearestKernels::gradientAndDiagonal,
            NearestKernels::gradientAndProduct),
    /** Linear interpolation between the eight voxels around the point. */
    TRILINEAR(
            0,
            TrilinearKernels::slice,
            vectors() ? VectorKernels::value : TrilinearKernels::value,
            vectors() ? VectorKernels::gradient : TrilinearKernels::gradient,
            TrilinearKernels::gradientAndDiagonal,
            vectors() ? VectorKernels::gradientAndProduct : TrilinearKernels::gradientAndProduct);

    @FunctionalInterface
    private interface Loop {
        float run(Segment segment, float[] volume, float[] sums, float[] data);
    }

    private record LoopKernel(int volumeChannels, int sumChannels, Loop loop) implements Kernel {
        @Override
        public float run(Segment segment, float[] volume, float[] sums, float[] data) {
            return loop.run(segment, volume, sums, data);
        }
    }

    /** Added to coordinates before they are rounded down to a voxel. */
    final float rounding;

    /** Writes the slice. */
    final Kernel slice;
    /** Nothing but the value. */
    final Kernel value;
    /** Gradient: two floats per voxel. */
    final Kernel gradient;
    /** Gradient and the diagonal of the Hessian: three floats per voxel. */
    final Kernel gradientAndDiagonal;
    /** Of an interleaved (volume, direction): gradient and Hessian times direction, four floats per voxel. */
    final Kernel gradientAndProduct;

    Interpolation(float rounding, Loop slice, Loop value, Loop gradient, Loop diagonal, Loop product) {
        this.rounding = rounding;
        this.slice = new LoopKernel(2, 0, slice);
        this.value = new LoopKernel(2, 0, value);
        this.gradient = new LoopKernel(2, 2, gradient);
        this.gradientAndDiagonal = new LoopKernel(2, 3, diagonal);
        this.gradientAndProduct = new LoopKernel(4, 4, product);
    }

    /** Whether Java was started with its vectors, with which the loops are faster and have the same bits. */
    public static boolean vectors() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    /**
     * What interpolating the transform does to the volume in real space, at a distance of {@code r} boxes of the padded
     * volume along one axis: sinc for nearest neighbour, sinc² for trilinear.
     */
    public double window(double r) {
        double sinc = r == 0 ? 1 : Math.sin(Math.PI * r) / (Math.PI * r);
        return this == NEAREST ? sinc : sinc * sinc;
    }

    /**
     * What slices at many random places and their adjoint do together to the volume in real space, along one axis, in units of
     * what they do to a single voxel of the transform: the transform of Σ_q w(q) w(q + j) over Σ_q w(q)², w being the weights of
     * the interpolation. The largest value is at r = 0.
     *
     * @param r distance from the middle, in boxes of the padded volume
     */
    public double gridding(double r) {
        return this == NEAREST ? 1 : 1 + Math.cos(2 * Math.PI * r) / 2;
    }
}
