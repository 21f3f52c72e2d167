/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import org.cryosgd.optimize.precondition.ForgettingDiagonal;
import org.cryosgd.projection.HalfCube;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.decomposition.TriangularSolver_DDRM;
import org.ejml.dense.row.decomposition.chol.CholeskyDecompositionInner_DDRM;

/**
 * The preconditioner of several volumes at once: at each frequency a symmetric matrix D in place of the one number of a single
 * volume, as a running mean over mini-batches. D̂ = D + ridge, with each diagonal entry held above a tenth of its mean in the shell.
 *
 * <p>Not thread safe; it runs on the threads of {@link org.cryosgd.math.Tasks}.
 */
final class BlockPreconditioner {
    private static final double FLOOR = ForgettingDiagonal.FLOOR;

    private final HalfCube cube;
    private final int count;
    private final Preconditioning kind;
    private final float[][] blocks;
    private long observations;

    /** @param count number of volumes */
    BlockPreconditioner(HalfCube cube, int count, Preconditioning kind) {
        this.cube = cube;
        this.count = count;
        this.kind = kind;
        blocks = new float[Latent.entries(count)][cube.size()];
    }

    /** D ← D + rate (observed − D), with a rate of at least {@code leastRate} and of 1/t in step t. */
    void observe(float[][] observed, double leastRate) {
        float rate = (float) Math.max(1.0 / ++observations, leastRate);
        for (int e = 0; e < blocks.length; e++) {
            float[] block = blocks[e];
            float[] seen = observed[e];
            cube.forEachRow((first, end) -> {
                for (int i = first; i < end; i++) block[i] += rate * (seen[i] - block[i]);
            });
        }
    }

    /** The mean of D_jj in each shell 0 … radius + 1. */
    double[] shellMeans(int j) {
        float[] diagonal = blocks[Latent.at(j, j)];
        return cube.shellMeans((i, shell) -> diagonal[i]);
    }

    /** As the volumes from {@code start} on become Σ_k turn_jk v_k, D becomes T D Tᵀ. */
    void turn(int start, DMatrixRMaj turn) {
        DMatrixRMaj all = CommonOps_DDRM.identity(count);
        CommonOps_DDRM.insert(turn, all, start, start);
        cube.forEachRow((first, end) -> {
            DMatrixRMaj old = new DMatrixRMaj(count, count);
            DMatrixRMaj half = new DMatrixRMaj(count, count);
            DMatrixRMaj now = new DMatrixRMaj(count, count);
            for (int i = first; i < end; i++) {
                for (int j = 0; j < count; j++)
                    for (int k = 0; k <= j; k++) {
                        old.set(j, k, blocks[Latent.at(j, k)][i]);
                        old.set(k, j, blocks[Latent.at(j, k)][i]);
                    }
                CommonOps_DDRM.mult(all, old, half);
                CommonOps_DDRM.multTransB(half, all, now);
                for (int j = 0; j < count; j++)
                    for (int k = 0; k <= j; k++) blocks[Latent.at(j, k)][i] = (float) now.get(j, k);
            }
        });
    }

    /**
     * v ← v − η D̂⁻¹ (gradient + ridge v).
     *
     * @param ridge of each volume and shell
     */
    void step(float[][] v, float[][] gradient, float[][] ridge, double eta) {
        double[][] floors = new double[count][];
        for (int j = 0; j < count; j++) floors[j] = shellMeans(j);
        double largest = kind == Preconditioning.NONE ? largest(ridge) : 0;
        ThreadLocal<Solver> solvers = ThreadLocal.withInitial(Solver::new);
        cube.forEach((i, shell) -> solvers.get().step(i, shell, v, gradient, ridge, floors, largest, eta));
    }

    /** The largest entry of the diagonal of D + ridge. */
    private double largest(float[][] ridge) {
        double[] largest = new double[1];
        cube.forEachFrequency((i, kx, ky, kz) -> {
            int shell = cube.shell(kx, ky, kz);
            if (shell > cube.radius()) return;
            for (int j = 0; j < count; j++)
                largest[0] = Math.max(largest[0], blocks[Latent.at(j, j)][i] + ridge[j][shell]);
        });
        return largest[0];
    }

    /** The equations of one frequency; for one thread. */
    private final class Solver {
        private final DMatrixRMaj matrix = new DMatrixRMaj(count, count);
        private final double[] re = new double[count];
        private final double[] im = new double[count];
        private final CholeskyDecompositionInner_DDRM cholesky = new CholeskyDecompositionInner_DDRM(true);

        void step(
                int i,
                int shell,
                float[][] v,
                float[][] gradient,
                float[][] ridge,
                double[][] floors,
                double largest,
                double eta) {
            for (int j = 0; j < count; j++) {
                double own = ridge[j][shell];
                re[j] = gradient[j][2 * i] + own * v[j][2 * i];
                im[j] = gradient[j][2 * i + 1] + own * v[j][2 * i + 1];
                for (int k = 0; k < j; k++) {
                    double d = kind == Preconditioning.BLOCK ? blocks[Latent.at(j, k)][i] : 0;
                    matrix.data[j * count + k] = d;
                    matrix.data[k * count + j] = d;
                }
                // a matrix stays positive when its diagonal grows
                double d = Math.max(blocks[Latent.at(j, j)][i], FLOOR * floors[j][shell]) * (1 + 1e-6) + own;
                if (kind == Preconditioning.NONE) d = largest;
                matrix.data[j * count + j] = d > 0 ? d : 1;
            }
            if (!cholesky.decompose(matrix)) return;
            double[] l = cholesky.getT().data;
            TriangularSolver_DDRM.solveL(l, re, count);
            TriangularSolver_DDRM.solveTranL(l, re, count);
            TriangularSolver_DDRM.solveL(l, im, count);
            TriangularSolver_DDRM.solveTranL(l, im, count);
            for (int j = 0; j < count; j++) {
                v[j][2 * i] -= (float) (eta * re[j]);
                v[j][2 * i + 1] -= (float) (eta * im[j]);
            }
        }
    }
}
