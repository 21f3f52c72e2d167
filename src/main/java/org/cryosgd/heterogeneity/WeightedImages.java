/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import java.util.Arrays;
import java.util.List;
import org.cryosgd.images.Images;
import org.cryosgd.images.ImagesView;
import org.cryosgd.math.Tasks;
import org.cryosgd.projection.SliceData;

/** Packed images, each of which counts with a weight: as if it were so many images. */
final class WeightedImages extends ImagesView {
    /** Floats of images that are in memory at once. */
    private static final int FLOATS = 1 << 24;

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
        int floats = 3 * disc().size();
        int count = Math.min(numbers.length - from, Math.max(1, FLOATS / floats));
        List<SliceData> loaded = images.load(Arrays.copyOfRange(numbers, from, from + count), 0);
        SliceData[] weighted = new SliceData[loaded.size()];
        Tasks.forEach(weighted.length, i -> {
            SliceData image = loaded.get(i);
            float weight = (float) weights[numbers[from + i]];
            float[] points = new float[floats];
            for (int p = 0; p < floats; p++) points[p] = weight * image.points()[image.offset() + p];
            weighted[i] = new SliceData(image.slice(), points, 0);
        });
        return Arrays.asList(weighted);
    }
}
