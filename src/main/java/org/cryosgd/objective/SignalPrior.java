/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.objective;

import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Symmetry;
import org.ejml.data.DMatrix3x3;

/**
 * The signal power τ² of each shell, from one pass over the images at v = 0, and the ridge 1/(N τ²) that makes the
 * minimiser of the objective the maximum a posteriori estimate, so that iterating on does not fit the noise.
 *
 * <p>The back-projection there, b = mean_i A_i* σ⁻² y_i, has E|b|² = c² D² τ² + D/N in a voxel with Hessian diagonal
 * D: the noise part is exact, and c is what H does to a map of half the box's width in units of D. Such a map has its
 * signal in a part of the box while the noise is everywhere, so where there is signal it is stronger than τ² says by the
 * inverse of that part, which is taken as a third of the unpadded box.
 */
public final class SignalPrior {
    private static final double SUPPORT = 1.0 / 3;

    /** Positions at which the share of the noise is measured, along each half axis. */
    private static final int SAMPLES = 12;

    private SignalPrior() {}

    /**
     * @param backProjection b, or its negative, complex
     * @param diagonal D without any ridge
     * @param images number of images
     * @param symmetry over whose operations b and D are averaged
     * @param padding of the transform
     * @param lambda is added to each
     * @return ridge of each shell 0 … radius + 1
     */
    public static float[] ridge(
            HalfCube cube,
            Interpolation interpolation,
            float[] backProjection,
            float[] diagonal,
            int images,
            Symmetry symmetry,
            int padding,
            double lambda) {
        double[] power = new double[cube.radius() + 2];
        double[] sum = new double[power.length];
        double[] squares = new double[power.length];
        double[] voxels = new double[power.length];
        cube.forEachFrequency((i, kx, ky, kz) -> {
            int shell = cube.shell(kx, ky, kz);
            int weight = HalfCube.weight(kx);
            double d = diagonal[i];
            double re = backProjection[2 * i];
            double im = backProjection[2 * i + 1];
            power[shell] += weight * (re * re + im * im);
            sum[shell] += weight * d;
            squares[shell] += weight * d * d;
            voxels[shell] += weight;
        });
        double count = (double) images * symmetry.order();
        double noise = noiseShare(interpolation, symmetry) / count;
        double c = gain(interpolation, padding);
        double support = SUPPORT / (padding * padding * padding);
        float[] ridge = new float[power.length];
        for (int shell = 0; shell < ridge.length; shell++) {
            // voxels / order / 2 of the noise are independent: a signal below its deviation is taken for that
            double deviation = noise * sum[shell] * Math.min(1, Math.sqrt(2 * symmetry.order() / voxels[shell]));
            double signal = Math.max(power[shell] - noise * sum[shell], Math.min(power[shell], deviation));
            double tau2 = signal / (c * c * squares[shell]);
            ridge[shell] = (float) (lambda + (tau2 > 0 ? support / (count * tau2) : 0));
        }
        return ridge;
    }

    /**
     * The power of noise that averaging over the operations leaves, times their number: 1 where they take voxels to
     * voxels, less where they read between them. Noise of b is correlated as H is: at random views neighbours along an
     * axis have ¼ of D for trilinear interpolation, nothing for nearest neighbour. At a fraction f between two of them
     * (1 − f)² + f² + 2 f (1 − f) ρ is left.
     */
    static double noiseShare(Interpolation interpolation, Symmetry symmetry) {
        double rho = interpolation == Interpolation.NEAREST ? 0 : 0.25;
        double sum = 0;
        int count = 0;
        for (DMatrix3x3 s : symmetry.operations())
            for (int kz = -SAMPLES; kz <= SAMPLES; kz++)
                for (int ky = -SAMPLES; ky <= SAMPLES; ky++)
                    for (int kx = 1; kx <= SAMPLES; kx++, count++)
                        sum += left(s.a11 * kx + s.a12 * ky + s.a13 * kz, rho)
                                * left(s.a21 * kx + s.a22 * ky + s.a23 * kz, rho)
                                * left(s.a31 * kx + s.a32 * ky + s.a33 * kz, rho);
        return sum / count;
    }

    private static double left(double position, double rho) {
        double f = position - Math.floor(position);
        return 1 - 2 * (1 - rho) * f * (1 - f);
    }

    /**
     * The largest eigenvalue of D⁻¹H for many views: interpolation with weights w acts as Σw over Σw², which at random
     * positions is 1 for nearest neighbour and (3/2)³ for trilinear.
     */
    public static double largestEigenvalue(Interpolation interpolation) {
        return interpolation == Interpolation.NEAREST ? 1 : 27.0 / 8;
    }

    /** c: the same for a map that fills a ball of half the box's width: times the mean of Π (2/3 + 1/3 cos 2πx/pn). */
    public static double gain(Interpolation interpolation, int padding) {
        // ⟨cos⟩ ≈ 1 − ⟨(2πx/pn)²⟩/2 with ⟨x²⟩ = (n/4)²/5
        double cosine = 1 - Math.PI * Math.PI / (40.0 * padding * padding);
        return interpolation == Interpolation.NEAREST
                ? 1
                : largestEigenvalue(interpolation) * Math.pow(2.0 / 3 + cosine / 3, 3);
    }
}
