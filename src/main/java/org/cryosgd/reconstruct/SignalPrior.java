/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;

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

    private SignalPrior() {}

    /**
     * @param backProjection b, or its negative, complex
     * @param diagonal D without any ridge
     * @param count N, images times symmetry operations
     * @param padding of the transform
     * @param lambda is added to each
     * @return ridge of each shell 0 … radius + 1
     */
    public static float[] ridge(
            HalfCube cube,
            Interpolation interpolation,
            float[] backProjection,
            float[] diagonal,
            int count,
            int padding,
            double lambda) {
        double[] power = new double[cube.radius() + 2];
        double[] sum = new double[power.length];
        double[] squares = new double[power.length];
        cube.forEachFrequency((i, kx, ky, kz) -> {
            int shell = cube.shell(kx, ky, kz);
            int weight = kx == 0 ? 1 : 2;
            double d = diagonal[i];
            double re = backProjection[2 * i];
            double im = backProjection[2 * i + 1];
            power[shell] += weight * (re * re + im * im);
            sum[shell] += weight * d;
            squares[shell] += weight * d * d;
        });
        double c = gain(interpolation, padding);
        double support = SUPPORT / (padding * padding * padding);
        float[] ridge = new float[power.length];
        for (int shell = 0; shell < ridge.length; shell++) {
            double signal = Math.max(power[shell] - sum[shell] / count, 1e-4 * power[shell]);
            double tau2 = signal / (c * c * squares[shell]);
            ridge[shell] = (float) (lambda + (tau2 > 0 ? support / (count * tau2) : 0));
        }
        return ridge;
    }

    /**
     * The largest eigenvalue of D⁻¹H for many views: interpolation with weights w acts as Σw over Σw², which at random
     * positions is 1 for nearest neighbour and (3/2)³ for trilinear.
     */
    public static double largestEigenvalue(Interpolation interpolation) {
        return interpolation == Interpolation.NEAREST ? 1 : 27.0 / 8;
    }

    /** The same for a map that fills a ball of half the box's width: times the mean of Π (2/3 + 1/3 cos 2πx/pn). */
    private static double gain(Interpolation interpolation, int padding) {
        // ⟨cos⟩ ≈ 1 − ⟨(2πx/pn)²⟩/2 with ⟨x²⟩ = (n/4)²/5
        double cosine = 1 - Math.PI * Math.PI / (40.0 * padding * padding);
        return interpolation == Interpolation.NEAREST
                ? 1
                : largestEigenvalue(interpolation) * Math.pow(2.0 / 3 + cosine / 3, 3);
    }
}
