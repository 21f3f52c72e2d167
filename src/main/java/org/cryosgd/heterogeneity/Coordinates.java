/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Coordinates along a few directions: a = (g, z_1 … z_q) with the contrast g ~ N(1, s²) of the mean map and z ~ N(0, 1). With this
 * {@link Latent} the volumes are those of a probabilistic principal component analysis. They are the mean map and q directions, each as
 * long as the standard deviation of its coordinate.
 *
 * <p>The posterior is normal: precision P = 2 G + Λ, mean P⁻¹ (2 h + Λ μ), with μ = (1, 0 …), Λ = diag(1/s², 1 …).
 */
final class Coordinates implements Latent {
    /** Contrasts do not differ by more than this. */
    private static final double MOST_CONTRAST = 0.3;

    private static final double LEAST_CONTRAST = 0.01;

    private final int volumes;
    private final double[][] means;
    private final double[][] deviations;
    private double contrast = 0.1;

    /**
     * @param components q
     * @param images number of images
     */
    Coordinates(int components, int images) {
        volumes = components + 1;
        means = new double[images][];
        deviations = new double[images][];
    }

    @Override
    public int volumes() {
        return volumes;
    }

    /** What was found for an image when it was last seen: E[a]; null before that. */
    double[] mean(int image) {
        return means[image];
    }

    /** The standard deviations of a, given the image; null before it was seen. */
    double[] deviation(int image) {
        return deviations[image];
    }

    /** s. */
    double contrast() {
        return contrast;
    }

    /** Takes s from the images that were seen. */
    void estimateContrast(int[] images) {
        double sum = 0;
        for (int i : images) sum += Math.pow(means[i][0] - 1, 2) + Math.pow(deviations[i][0], 2);
        contrast = Math.max(LEAST_CONTRAST, Math.min(MOST_CONTRAST, Math.sqrt(sum / images.length)));
    }

    @Override
    public Prior prior() {
        return new Normal(volumes, contrast);
    }

    @Override
    public void keep(int image, double[] found) {
        means[image] = Arrays.copyOf(found, volumes);
        deviations[image] = Arrays.copyOfRange(found, volumes, 2 * volumes);
    }

    /** g ~ N(1, s²), z ~ N(0, 1); what is remembered of an image are the means of all numbers, then their standard deviations. */
    private record Normal(int volumes, double contrast) implements Prior {
        @Override
        public int kept() {
            return 2 * volumes;
        }

        @Override
        public double moments(double[] gram, double[] target, double[] mean, double[] second, double[] kept) {
            DMatrixRMaj precision = new DMatrixRMaj(volumes, volumes);
            DMatrixRMaj right = new DMatrixRMaj(volumes, 1);
            double sure = 1 / (contrast * contrast);
            for (int j = 0; j < volumes; j++) {
                for (int k = 0; k <= j; k++) {
                    precision.set(j, k, 2 * gram[Latent.at(j, k)]);
                    precision.set(k, j, 2 * gram[Latent.at(j, k)]);
                }
                precision.add(j, j, j == 0 ? sure : 1);
                right.set(j, 2 * target[j] + (j == 0 ? sure : 0));
            }
            LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(volumes);
            if (!solver.setA(precision.copy()))
                throw new IllegalStateException("the likelihood of an image has no maximum");
            DMatrixRMaj found = new DMatrixRMaj(volumes, 1);
            solver.solve(right.copy(), found);
            DMatrixRMaj covariance = new DMatrixRMaj(volumes, volumes);
            solver.invert(covariance);
            double value = -sure / 2 - Math.log(CommonOps_DDRM.det(precision) / sure) / 2;
            for (int j = 0; j < volumes; j++) {
                kept[j] = mean[j] = found.get(j);
                kept[volumes + j] = Math.sqrt(covariance.get(j, j));
                value += mean[j] * right.get(j) / 2;
                for (int k = 0; k <= j; k++)
                    second[Latent.at(j, k)] = found.get(j) * found.get(k) + covariance.get(j, k);
            }
            return value;
        }
    }
}
