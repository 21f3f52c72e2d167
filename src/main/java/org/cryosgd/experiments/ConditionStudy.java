/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.experiments;

import java.util.ArrayList;
import java.util.List;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.objective.HessianDiagonal;
import org.cryosgd.particles.ParticleSet;

/**
 * The condition number of a particle set, with and without its CTFs, beside that of as many uniform views and its lower
 * bound; or of uniform views alone.
 *
 * @param box n, voxels along each axis
 * @param images N
 * @param lambda λ
 * @param bound lower bound without CTF, entry r for the radius r
 * @param uniform one curve per draw of uniform views
 * @param withoutCtf of the particles; of the first draw without particles
 * @param withCtf of the particles; null without them or without CTF
 * @param diagonal diag(H) − λ over the full cube of frequencies, n³ voxels, the zero frequency at voxel n/2; with CTF
 *     where there is one. Zero beyond the radius.
 * @param sectionWithoutCtf its section ky = 0 by kz and kx, −radius … radius
 * @param sectionWithCtf the same; null without CTF
 */
public record ConditionStudy(
        int box,
        int images,
        double lambda,
        double[] bound,
        List<ConditionNumber.Curve> uniform,
        ConditionNumber.Curve withoutCtf,
        ConditionNumber.Curve withCtf,
        Volume diagonal,
        double[][] sectionWithoutCtf,
        double[][] sectionWithCtf) {

    /** Largest radius. */
    public int radius() {
        return bound.length - 1;
    }

    /** κ of the full cube: its corners are beyond all images, so that the least D there is 0. */
    public double kappaOfCube(ConditionNumber.Curve curve) {
        return (curve.largest() + lambda) / lambda;
    }

    /** Voxels of the full cube further out than the corners of the images reach. */
    public long unseenInCorners() {
        double reach = box / Math.sqrt(2) + Math.sqrt(3) / 2;
        long beyond = 0;
        for (long z = -box / 2; z < box / 2; z++)
            for (long y = -box / 2; y < box / 2; y++)
                for (long x = -box / 2; x < box / 2; x++) if (x * x + y * y + z * z > reach * reach) beyond++;
        return beyond;
    }

    /** N uniform views, several times. */
    public static ConditionStudy ofUniformViews(ConditionOptions options, ProgressMonitor monitor) {
        int radius = options.radius();
        return of(null, false, options.count(), 2 * (radius + 1), radius, options, monitor);
    }

    /**
     * A particle set, and as many uniform views.
     *
     * @param particles all with poses, and with a defocus where {@code ctf} holds
     */
    public static ConditionStudy of(
            ParticleSet particles, boolean ctf, ConditionOptions options, ProgressMonitor monitor) {
        int n = particles.box();
        return of(particles, ctf, particles.size(), n, options.radiusFor(n), options, monitor);
    }

    private static ConditionStudy of(
            ParticleSet particles,
            boolean ctf,
            int count,
            int box,
            int radius,
            ConditionOptions options,
            ProgressMonitor monitor) {
        double lambda = options.lambda();
        ConditionNumber condition = new ConditionNumber(radius);
        List<ConditionNumber.Curve> uniform = new ArrayList<>();
        float[] without = particles == null ? null : condition.diagonal(ConditionNumber.views(particles), monitor);
        float[] with = ctf ? condition.diagonalWithCtf(particles, monitor) : null;
        for (int draw = 0; draw < options.draws(); draw++) {
            float[] diagonal = condition.diagonal(ConditionNumber.uniformViews(count, options.seed() + draw), monitor);
            uniform.add(condition.curve(diagonal, lambda));
            if (without == null) without = diagonal;
        }
        double voxelSize = particles == null ? 1 : particles.pixelSizeAngstrom();
        return new ConditionStudy(
                box,
                count,
                lambda,
                ConditionNumber.lowerBound(radius, count, lambda),
                uniform,
                condition.curve(without, lambda),
                with == null ? null : condition.curve(with, lambda),
                volume(condition, with == null ? without : with, box, voxelSize),
                section(condition, without),
                with == null ? null : section(condition, with));
    }

    private static Volume volume(ConditionNumber condition, float[] diagonal, int n, double voxelSize) {
        int limit = condition.radius() * condition.radius();
        float[] voxels = new float[n * n * n];
        condition.cube().forEachFrequency((i, kx, ky, kz) -> {
            if (kx * kx + ky * ky + kz * kz > limit) return;
            voxels[((kz + n / 2) * n + ky + n / 2) * n + kx + n / 2] = diagonal[i];
            voxels[((n / 2 - kz) * n + n / 2 - ky) * n + n / 2 - kx] = diagonal[i];
        });
        return new Volume(n, voxelSize, voxels);
    }

    private static double[][] section(ConditionNumber condition, float[] diagonal) {
        return HessianDiagonal.section(condition.cube(), diagonal, condition.radius());
    }
}
