/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import java.util.List;
import org.cryosgd.images.Images;
import org.cryosgd.images.ImagesView;
import org.cryosgd.projection.SliceData;

/** Packed images, each of which counts with a weight: as if it were so many images. */
final class WeightedImages extends ImagesView {
    private final double[] weights;

    /** @param weights of each image */
    WeightedImages(Images images, double[] weights) {
        super(images);
        this.weights = weights;
    }

    @Override
    public float[] ringEnergy(int i) {
        float[] energy = super.ringEnergy(i).clone();
        for (int ring = 0; ring < energy.length; ring++) energy[ring] *= (float) weights[i];
        return energy;
    }

    @Override
    public List<SliceData> load(int[] numbers, int from) {
        return loadChanged(numbers, from, (number, image) -> {
            float weight = (float) weights[number];
            float[] points = new float[3 * disc().size()];
            for (int p = 0; p < points.length; p++) points[p] = weight * image.points()[image.offset() + p];
            return new SliceData(image.slice(), points, 0);
        });
    }
}
