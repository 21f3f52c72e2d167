/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import java.util.List;
import org.cryosgd.images.Images;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.refine.search.GlobalSearch;
import org.cryosgd.refine.search.Posterior;

/**
 * The probability of each class for each image.
 *
 * @param searches one for each class, on the same grids, which have taken their maps
 * @param temperature of each ring
 * @param radius of the searches
 */
record ClassWork(GlobalSearch[] searches, float[] temperature, int radius)
        implements Images.PartWork<Integer, double[][]> {
    @Override
    public double[][] of(Images images, int[] numbers, List<Integer> known) {
        HalfDisc disc = new HalfDisc(radius);
        double[][] probabilities = new double[numbers.length][];
        images.forEach(numbers, () -> searches[0].new Scores(), (scores, i, image) -> {
            float[] points = LowPassImages.lowPass(image, images.disc(), disc);
            double[] evidence = new double[searches.length];
            for (int c = 0; c < searches.length; c++) {
                searches[c].score(points, temperature, scores);
                evidence[c] = Posterior.of(scores, 0).logEvidence();
            }
            probabilities[i] = AbInitio.softmax(evidence);
        });
        return probabilities;
    }
}
