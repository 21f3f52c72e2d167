/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.ctfrefine;

import java.util.Set;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The log likelihood about some parameters: gradient · δ − ½ δᵀ hessian δ. It is that of the odd or of the even parameters of
 * {@link Term} of one group and one half.
 *
 * @param at the parameters
 * @param gradient one value for each
 * @param hessian the curvature with its sign changed
 */
record Quadratic(double[] at, double[] gradient, double[][] hessian) {
    /** The odd ones, from points up to a frequency. */
    static Quadratic odd(PointSums sums, GroupFold half, double[] at, double unit, int limit) {
        int n = Term.ODD;
        Quadratic q = new Quadratic(at.clone(), new double[n], new double[n][n]);
        Frequencies f = half.frequencies();
        double[] basis = new double[n];
        for (int i = 0; i < f.x.length; i++) {
            if (half.disc().ring(i) > limit || sums.oddWeight[i] == 0) continue;
            Term.oddBasis(f.x[i] / unit, f.y[i] / unit, basis);
            double slope =
                    f.odd == null ? sums.oddIm[i] : sums.oddIm[i] * f.odd[2 * i] - sums.oddRe[i] * f.odd[2 * i + 1];
            for (int j = 0; j < n; j++) {
                q.gradient[j] += 2 * basis[j] * slope;
                for (int l = 0; l < n; l++) q.hessian[j][l] += 2 * basis[j] * basis[l] * sums.oddWeight[i];
            }
        }
        return q;
    }

    /** The even ones and the matrix, from points up to a frequency. */
    static Quadratic even(PointSums sums, GroupFold half, double[] at, double unit, int limit) {
        int n = Term.EVEN;
        Quadratic q = new Quadratic(at.clone(), new double[n], new double[n][n]);
        Frequencies f = half.frequencies();
        double[] basis = new double[Term.PHASES];
        for (int i = 0; i < f.x.length; i++) {
            if (half.disc().ring(i) > limit || sums.evenWeight[i] == 0) continue;
            Term.evenBasis(f.x[i] / unit, f.y[i] / unit, basis);
            for (int j = 0; j < Term.PHASES; j++) {
                q.gradient[j] += 2 * basis[j] * sums.even[i];
                for (int l = 0; l < Term.PHASES; l++) q.hessian[j][l] += 2 * basis[j] * basis[l] * sums.evenWeight[i];
            }
            if (sums.move != null) q.addMatrix(sums.move, i, half.scale() * f.kx[i], half.scale() * f.ky[i], basis);
        }
        return q;
    }

    private void addMatrix(double[][] move, int i, double kx, double ky, double[] basis) {
        for (int p = 0; p < 4; p++) {
            int a = p / 2;
            double kb = p % 2 == 0 ? kx : ky;
            gradient[Term.PHASES + p] += 2 * kb * move[a][i];
            for (int r = 0; r < 4; r++) {
                double kd = r % 2 == 0 ? kx : ky;
                hessian[Term.PHASES + p][Term.PHASES + r] += 2 * kb * kd * move[2 + a + r / 2][i];
            }
            for (int j = 0; j < Term.PHASES; j++) {
                double cross = 2 * basis[j] * kb * move[5 + a][i];
                hessian[j][Term.PHASES + p] += cross;
                hessian[Term.PHASES + p][j] += cross;
            }
        }
    }

    /** Half of the trace of the matrix's change where all other terms are whatever is best, and its variance. */
    double[] isotropic(Set<Term> terms) {
        Solution best = solve(terms, false);
        int xx = Term.PHASES;
        int yy = Term.PHASES + 3;
        double[][] c = best.covariance();
        return new double[] {(best.values()[xx] + best.values()[yy]) / 2, (c[xx][xx] + 2 * c[xx][yy] + c[yy][yy]) / 4};
    }

    /**
     * With another measurement of half of the trace of the matrix's change.
     *
     * @param variance of it, above 0
     */
    Quadratic withIsotropic(double value, double variance) {
        Quadratic q = new Quadratic(at.clone(), gradient.clone(), new double[at.length][]);
        for (int i = 0; i < at.length; i++) q.hessian[i] = hessian[i].clone();
        int[] places = {Term.PHASES, Term.PHASES + 3};
        double off = value - (at[places[0]] + at[places[1]]) / 2;
        for (int i : places) {
            q.gradient[i] += off / variance / 2;
            for (int j : places) q.hessian[i][j] += 1 / variance / 4;
        }
        return q;
    }

    /** Where it is largest if the other terms' parameters are 0, and the covariance there. */
    Solution solve(Set<Term> terms, boolean odd) {
        int[] free = terms.stream()
                .filter(t -> t.odd() == odd)
                .flatMapToInt(t -> IntStream.range(t.first(), t.first() + t.count()))
                .sorted()
                .toArray();
        int n = at.length;
        double[] best = new double[n];
        double[][] covariance = new double[n][n];
        if (free.length == 0) return new Solution(best, covariance);
        boolean[] isFree = new boolean[n];
        for (int p : free) isFree[p] = true;
        double[] unit = new double[n];
        for (int p : free) unit[p] = hessian[p][p] > 0 ? 1 / Math.sqrt(hessian[p][p]) : 0;
        DMatrixRMaj matrix = new DMatrixRMaj(free.length, free.length);
        for (int i = 0; i < free.length; i++)
            for (int j = 0; j < free.length; j++)
                matrix.set(i, j, unit[free[i]] * unit[free[j]] * hessian[free[i]][free[j]] + (i == j ? 1e-9 : 0));
        if (!CommonOps_DDRM.invert(matrix)) return new Solution(best, covariance);
        for (int i = 0; i < free.length; i++)
            for (int j = 0; j < free.length; j++)
                covariance[free[i]][free[j]] = unit[free[i]] * unit[free[j]] * matrix.get(i, j);
        for (int p : free) {
            best[p] = at[p];
            for (int r : free) {
                double slope = gradient[r];
                for (int s = 0; s < n; s++) if (!isFree[s]) slope += hessian[r][s] * at[s];
                best[p] += covariance[p][r] * slope;
            }
        }
        return new Solution(best, covariance);
    }

    /** The inverse of the hessian; 0 where there is none. */
    double[][] inverse() {
        int n = at.length;
        DMatrixRMaj matrix = new DMatrixRMaj(hessian);
        double[][] inverse = new double[n][n];
        if (!CommonOps_DDRM.invert(matrix)) return inverse;
        for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) inverse[i][j] = matrix.get(i, j);
        return inverse;
    }

    /**
     * The best parameters.
     *
     * @param values 0 for those that are not estimated
     * @param covariance 0 likewise
     */
    record Solution(double[] values, double[][] covariance) {
        /** The inverse covariance of the parameters of a term, its other terms being whatever is best. */
        double[][] precision(Term term) {
            int n = term.count();
            double[][] block = new double[n][n];
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++) block[i][j] = covariance[term.first() + i][term.first() + j];
            return new Quadratic(new double[n], new double[n], block).inverse();
        }
    }
}
