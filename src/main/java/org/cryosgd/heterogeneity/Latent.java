/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import java.io.Serializable;
import org.cryosgd.projection.SliceData;

/**
 * What is not known of an image: numbers a that its map Σ a_j v_j is a linear combination of volumes with. The log likelihood of a
 * is 2 h·a − aᵀ G a, with h_j = Σ re(conj(s_j) b) and G_jk = Σ w re(conj(s_j) s_k) over the half disc, s_j being the slice of v_j; see
 * {@link SliceData} for b and w.
 *
 * <p>Thread safe: images are seen from several threads, each image by one.
 */
interface Latent {
    /** Number of volumes. */
    int volumes();

    /** What is known of a before an image is seen, at present. */
    Prior prior();

    /**
     * Remembers an image.
     *
     * @param image its number
     * @param found by {@link Prior#moments}; becomes this object's own
     */
    void keep(int image, double[] found);

    /** What is known of a before an image is seen. It is the same for all images, is not changed, and can travel to another process. */
    interface Prior extends Serializable {
        /** Number of volumes. */
        int volumes();

        /** How many numbers are remembered of an image. */
        int kept();

        /**
         * The mean of a and of a aᵀ, given an image. Symmetric matrices are given row by row, each up to its diagonal. Thread safe.
         *
         * @param gram G
         * @param target h
         * @param mean overwritten with E[a]
         * @param second overwritten with E[a aᵀ]
         * @param found overwritten with what is remembered of the image
         * @return the log likelihood of the image beside that of noise alone
         */
        double moments(double[] gram, double[] target, double[] mean, double[] second, double[] found);
    }

    /** Where row {@code j}, column {@code k} ≤ j of a symmetric matrix is. */
    static int at(int j, int k) {
        return j * (j + 1) / 2 + k;
    }

    /** Number of entries of a symmetric matrix that are kept. */
    static int entries(int rows) {
        return rows * (rows + 1) / 2;
    }
}
