/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.cryosgd.images.PartSums;
import org.cryosgd.images.Place;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Rotation;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Slice;

/**
 * The condition number κ(H) = max/min of diag(H) within a radius, for nearest neighbour, where H is diagonal, and σ = 1:
 * section 2 of Toader, Brubaker and Lederman. It needs the views and the CTFs only, no image.
 */
public final class ConditionNumber {
    private final int radius;
    private final HalfCube cube;

    /**
     * Images are taken one voxel further than the ball, so that its outermost voxels get all the points that are nearest
     * to them.
     *
     * @param radius of the largest ball, in cycles per box
     */
    public ConditionNumber(int radius) {
        this.radius = radius;
        cube = new HalfCube(radius + 1);
    }

    public int radius() {
        return radius;
    }

    /** The layout of the diagonals; its outermost voxels, beyond the radius, miss points. */
    public HalfCube cube() {
        return cube;
    }

    /**
     * κ against radius; entry r is for the ball |k| ≤ r, from 0 on.
     *
     * @param kappa (max D + λ)/(min D + λ)
     * @param kappaSeen the same over the voxels that some image sees
     * @param unseen voxels of the ball that no image sees
     * @param shellRatio (max D of the whole ball + λ)/(median D of the shell r + λ): how many times slower plain gradient
     *     descent fits a typical voxel of this shell than the fastest one; κ is about the slowest voxel
     * @param largest max D over the whole ball
     */
    public record Curve(double[] kappa, double[] kappaSeen, long[] unseen, double[] shellRatio, double largest) {}

    /** Directions that are uniform on the sphere of rotations. */
    public static List<Slice> uniformViews(int count, long seed) {
        Random random = new Random(seed);
        List<Slice> views = new ArrayList<>(count);
        // four normal numbers are a uniform random direction in four dimensions
        for (int i = 0; i < count; i++)
            views.add(Slice.of(Rotation.fromQuaternion(
                    random.nextGaussian(), random.nextGaussian(), random.nextGaussian(), random.nextGaussian())));
        return views;
    }

    /** The views of particles, which all have poses. */
    public static List<Slice> views(ParticleSet set) {
        List<Slice> views = new ArrayList<>(set.size());
        for (Particle particle : set.particles()) {
            Pose pose = particle.pose();
            views.add(Slice.of(
                    Rotation.fromEuler(pose.rotDegrees(), pose.tiltDegrees(), pose.psiDegrees()),
                    set.magnificationOf(particle)));
        }
        return views;
    }

    /** diag(H) − λ without CTF: one float per voxel, the mean number of points of an image that fall on it. */
    public float[] diagonal(List<Slice> views, ProgressMonitor monitor) {
        return mean(PointCount.of(radius, views), views.size(), monitor);
    }

    /** diag(H) − λ with the CTFs of the particles, which all have poses and defocus. */
    public float[] diagonalWithCtf(ParticleSet set, ProgressMonitor monitor) {
        return mean(PointCount.withCtf(radius, set), set.size(), monitor);
    }

    /** Shards are added in their order. */
    private float[] mean(PointCount count, int images, ProgressMonitor monitor) {
        float[] total = new float[cube.size()];
        PartSums sums = new PartSums(total);
        for (float[] ball : Place.current().onRanges(images, count, monitor, "Counting points")) {
            cube.fromBall(ball, sums.next()[0], 1);
            sums.add();
        }
        float scale = 1f / images;
        cube.forEach((i, shell) -> total[i] *= scale);
        return total;
    }

    /** κ within each radius. */
    public Curve curve(float[] diagonal, double lambda) {
        int radii = radius + 1;
        double[] least = new double[radii];
        double[] leastSeen = new double[radii];
        double[] most = new double[radii];
        long[] unseen = new long[radii];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        Arrays.fill(leastSeen, Double.POSITIVE_INFINITY);
        cube.forEachFrequency((i, kx, ky, kz) -> {
            int r = (int) Math.ceil(Math.sqrt(kx * kx + ky * ky + kz * kz));
            if (r > radius) return;
            least[r] = Math.min(least[r], diagonal[i]);
            most[r] = Math.max(most[r], diagonal[i]);
            if (diagonal[i] > 0) leastSeen[r] = Math.min(leastSeen[r], diagonal[i]);
            else unseen[r] += HalfCube.weight(kx);
        });
        double[] kappa = new double[radii];
        double[] kappaSeen = new double[radii];
        for (int r = 0; r < radii; r++) {
            if (r > 0) {
                least[r] = Math.min(least[r], least[r - 1]);
                leastSeen[r] = Math.min(leastSeen[r], leastSeen[r - 1]);
                most[r] = Math.max(most[r], most[r - 1]);
                unseen[r] += unseen[r - 1];
            }
            kappa[r] = (most[r] + lambda) / (least[r] + lambda);
            kappaSeen[r] = (most[r] + lambda) / (leastSeen[r] + lambda);
        }
        double largest = most[radii - 1];
        double[] shellRatio = medians(diagonal);
        for (int r = 0; r < radii; r++) shellRatio[r] = (largest + lambda) / (shellRatio[r] + lambda);
        return new Curve(kappa, kappaSeen, unseen, shellRatio, largest);
    }

    /** The median of each shell round(|k|) = 0 … radius. */
    private double[] medians(float[] diagonal) {
        List<List<Float>> shells = new ArrayList<>();
        for (int r = 0; r <= radius; r++) shells.add(new ArrayList<>());
        cube.forEachFrequency((i, kx, ky, kz) -> {
            boolean conjugate = kx == 0 && (ky < 0 || ky == 0 && kz < 0);
            int shell = cube.shell(kx, ky, kz);
            if (!conjugate && shell <= radius) shells.get(shell).add(diagonal[i]);
        });
        return shells.stream()
                .mapToDouble(values -> {
                    values.sort(null);
                    return values.get(values.size() / 2);
                })
                .toArray();
    }

    /**
     * The lower bound of κ without CTF, (N + λ)/(N p + λ), p being the points of the disc over those of the ball: all
     * images see the origin, and a voxel of the ball is seen p times on average.
     *
     * @return entry r for the radius r = 0 … radius
     */
    public static double[] lowerBound(int radius, long images, double lambda) {
        double[] bound = new double[radius + 1];
        for (int r = 0; r <= radius; r++) {
            double p = pointsOfDisc(r) / (double) pointsOfBall(r);
            bound[r] = (images + lambda) / (images * p + lambda);
        }
        return bound;
    }

    /** Whole numbers (x, y) with x² + y² ≤ r². */
    static long pointsOfDisc(int r) {
        return pointsOfDisc((long) r * r);
    }

    /** Whole numbers (x, y, z) with x² + y² + z² ≤ r². */
    static long pointsOfBall(int r) {
        long points = 0;
        for (int z = -r; z <= r; z++) points += pointsOfDisc((long) r * r - (long) z * z);
        return points;
    }

    private static long pointsOfDisc(long squared) {
        int r = (int) Math.floor(Math.sqrt(squared));
        long points = 0;
        for (int y = -r; y <= r; y++) points += 2 * (long) Math.floor(Math.sqrt(squared - (long) y * y)) + 1;
        return points;
    }
}
