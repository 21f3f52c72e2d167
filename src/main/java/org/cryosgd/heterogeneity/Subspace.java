/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import org.cryosgd.projection.HalfCube;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * The space that a few volumes span. Any rotation of the volumes among each other describes the same particles, since their coordinates
 * have the same spread along all of them; so halves can only be compared by their spaces.
 */
final class Subspace {
    private static final double NOTHING = 1e-9;

    private Subspace() {}

    /** ⟨a_j, b_k⟩ over the full cube. */
    static DMatrixRMaj products(HalfCube cube, float[][] a, float[][] b) {
        DMatrixRMaj products = new DMatrixRMaj(a.length, b.length);
        for (int j = 0; j < a.length; j++) for (int k = 0; k < b.length; k++) products.set(j, k, cube.dot(a[j], b[k]));
        return products;
    }

    /** ⟨a, b⟩ / (|a| |b|); 0 where one is zero. */
    static double correlation(HalfCube cube, float[] a, float[] b) {
        double aa = cube.dot(a, a);
        double bb = cube.dot(b, b);
        return aa > 0 && bb > 0 ? cube.dot(a, b) / Math.sqrt(aa * bb) : 0;
    }

    /** The rotation O after which the volumes Σ_k O_jk a_k are at right angles, the longest first. */
    static DMatrixRMaj toAxes(HalfCube cube, float[][] a) {
        DMatrixRMaj turn = new Factors(products(cube, a, a)).u;
        CommonOps_DDRM.transpose(turn);
        return turn;
    }

    /** The rotation O for which Σ_j ⟨a_j, Σ_k O_jk b_k⟩ is largest. */
    static DMatrixRMaj onto(HalfCube cube, float[][] a, float[][] b) {
        Factors f = new Factors(products(cube, a, b));
        DMatrixRMaj turn = new DMatrixRMaj(a.length, b.length);
        CommonOps_DDRM.multTransB(f.u, f.v, turn);
        return turn;
    }

    /** The cosines of the principal angles between the spaces of a and b, the largest first; 0 where a space has fewer directions. */
    static double[] cosines(HalfCube cube, float[][] a, float[][] b) {
        DMatrixRMaj left = new DMatrixRMaj(a.length, b.length);
        CommonOps_DDRM.mult(inverseRoot(products(cube, a, a)), products(cube, a, b), left);
        DMatrixRMaj across = new DMatrixRMaj(a.length, b.length);
        CommonOps_DDRM.mult(left, inverseRoot(products(cube, b, b)), across);
        double[] values = new Factors(across).values;
        for (int i = 0; i < values.length; i++) values[i] = Math.min(1, values[i]);
        return values;
    }

    /** v_j ← Σ_k O_jk v_k. */
    static void turn(HalfCube cube, float[][] v, DMatrixRMaj turn) {
        int n = v.length;
        cube.forEachRow((first, end) -> {
            float[] old = new float[n];
            for (int i = 2 * first; i < 2 * end; i++) {
                for (int k = 0; k < n; k++) old[k] = v[k][i];
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int k = 0; k < n; k++) sum += turn.get(j, k) * old[k];
                    v[j][i] = (float) sum;
                }
            }
        });
    }

    /** K^(−½) of a symmetric matrix, without what is next to nothing in it. */
    private static DMatrixRMaj inverseRoot(DMatrixRMaj k) {
        Factors f = new Factors(k);
        DMatrixRMaj scaled = f.u.copy();
        for (int i = 0; i < k.numRows; i++)
            for (int c = 0; c < k.numCols; c++)
                scaled.set(i, c, f.values[c] > NOTHING * f.values[0] ? f.u.get(i, c) / Math.sqrt(f.values[c]) : 0);
        DMatrixRMaj root = new DMatrixRMaj(k.numRows, k.numCols);
        CommonOps_DDRM.multTransB(scaled, f.u, root);
        return root;
    }

    /** A = U diag(values) Vᵀ, the largest value first. */
    private static final class Factors {
        private final DMatrixRMaj u;
        private final DMatrixRMaj v;
        private final double[] values;

        Factors(DMatrixRMaj a) {
            SingularValueDecomposition_F64<DMatrixRMaj> svd =
                    DecompositionFactory_DDRM.svd(a.numRows, a.numCols, true, true, true);
            if (!svd.decompose(a.copy())) throw new IllegalStateException("a matrix of products has no factors");
            u = svd.getU(null, false);
            v = svd.getV(null, false);
            values = svd.getSingularValues();
            SingularOps_DDRM.descendingOrder(u, false, values, values.length, v, false);
        }
    }
}
