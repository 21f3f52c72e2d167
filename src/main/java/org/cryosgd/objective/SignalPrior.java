/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.objective;

import org.cryosgd.projection.FourierVolume;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Symmetry;
import org.ejml.data.DMatrix3x3;

/**
 * The signal power τ² of each shell, from one pass over the images at v = 0, and the ridge 1/(N τ²) that makes the
 * minimiser of the objective the maximum a posteriori estimate, so that iterating on does not fit the noise.
 *
 * <p>The back-projection there, b = mean_i A_i* σ⁻² y_i, has E|b|² = c² D² τ² + D/N in a voxel with Hessian diagonal
 * D: the noise part is exact, and c is what H does to a map of half the box's width in units of D. A map has its
 * signal in a share f of the box while the noise is everywhere. So where there is signal it is stronger than τ² says by 1/f. The best prior for
 * all of the box is that of τ², the best for the particle is that of τ²/f. The ridge is between the two: for τ²/√f, with √f at most a third.
 */
public final class SignalPrior {
    private static final double MOST_SUPPORT = 1.0 / 3;

    /** Cycles per box of the map in which the particle's share of the box is measured. */
    private static final int SHARE_RADIUS = 12;

    /** A voxel whose D is less than this part of its shell's mean says nothing of the share. */
    private static final double LEAST_DIAGONAL = 0.1;

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
        double[] power = cube.shellSums((i, shell) -> {
            double re = backProjection[2 * i];
            double im = backProjection[2 * i + 1];
            return re * re + im * im;
        });
        double[] sum = cube.shellSums((i, shell) -> diagonal[i]);
        double[] squares = cube.shellSums((i, shell) -> (double) diagonal[i] * diagonal[i]);
        double[] voxels = cube.shellSums((i, shell) -> 1);
        double count = (double) images * symmetry.order();
        double noise = noiseShare(interpolation, symmetry) / count;
        double c = gain(interpolation, padding);
        double support =
                support(cube, interpolation, backProjection, diagonal, padding) / (padding * padding * padding);
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
     * √f, of the unpadded box. The share f is 3 (Σ v²)²/(M Σ v⁴) of the M voxels of b/D at low resolution: values that are normal in a part of the
     * box and zero elsewhere have ⟨v⁴⟩ = 3 ⟨v²⟩²/f. Noise everywhere has f = 1.
     */
    static double support(
            HalfCube cube, Interpolation interpolation, float[] backProjection, float[] diagonal, int padding) {
        int radius = Math.min(SHARE_RADIUS * padding, cube.radius());
        HalfCube low = new HalfCube(radius);
        double[] means = new double[radius + 2];
        double[] counts = new double[means.length];
        low.forEachFrequency((i, kx, ky, kz) -> {
            means[low.shell(kx, ky, kz)] += diagonal[cube.index(kx, ky, kz)];
            counts[low.shell(kx, ky, kz)]++;
        });
        float[] volume = new float[2 * low.size()];
        low.forEachFrequency((i, kx, ky, kz) -> {
            int in = cube.index(kx, ky, kz);
            int shell = low.shell(kx, ky, kz);
            // shell 0 is the level of the background
            if (shell == 0 || diagonal[in] < LEAST_DIAGONAL * means[shell] / counts[shell] || diagonal[in] == 0) return;
            volume[2 * i] = backProjection[2 * in] / diagonal[in];
            volume[2 * i + 1] = backProjection[2 * in + 1] / diagonal[in];
        });
        low.mirror(volume);
        float[] voxels = new FourierVolume(low, interpolation, 1, 4 * radius)
                .toMap(volume, 1)
                .voxels();
        double squares = 0;
        double fourths = 0;
        for (float v : voxels) {
            double square = (double) v * v;
            squares += square;
            fourths += square * square;
        }
        if (!(fourths > 0)) return MOST_SUPPORT;
        double share = 3 * squares * squares / (voxels.length * fourths) * padding * padding * padding;
        return Math.min(MOST_SUPPORT, Math.sqrt(share));
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
        return Math.pow(interpolation.gridding(0), 3);
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
