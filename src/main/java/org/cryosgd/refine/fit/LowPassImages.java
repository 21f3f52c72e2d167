/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import java.util.List;
import org.cryosgd.images.PackedImages;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.projection.SliceData;

/** The low frequencies of a set of images in memory: (re b, im b, w) of each point of a small half disc. */
public final class LowPassImages {
    private final HalfDisc disc;
    private final float[][] points;

    /** @param numbers of the images; image i here is {@code numbers[i]} there */
    public LowPassImages(PackedImages images, int[] numbers, HalfDisc disc) {
        this.disc = disc;
        points = new float[numbers.length][];
        for (int from = 0; from < numbers.length; ) {
            List<SliceData> loaded = images.load(numbers, from);
            for (SliceData image : loaded) points[from++] = lowPass(image, images.disc(), disc);
        }
    }

    private LowPassImages(HalfDisc disc, float[][] points) {
        this.disc = disc;
        this.points = points;
    }

    /** The same images on a smaller disc. */
    LowPassImages within(HalfDisc smaller) {
        if (smaller.radius() == disc.radius()) return this;
        float[][] inner = new float[points.length][];
        for (int i = 0; i < inner.length; i++) inner[i] = lowPass(new SliceData(null, points[i], 0), disc, smaller);
        return new LowPassImages(smaller, inner);
    }

    HalfDisc disc() {
        return disc;
    }

    int size() {
        return points.length;
    }

    public float[] points(int i) {
        return points[i];
    }

    /** The points of an image on {@code from} that are also on the smaller disc {@code to}. */
    static float[] lowPass(SliceData image, HalfDisc from, HalfDisc to) {
        float[] inner = new float[3 * to.size()];
        for (int ky = -to.radius(); ky <= to.radius(); ky++)
            System.arraycopy(
                    image.points(),
                    image.offset() + 3 * from.start(ky),
                    inner,
                    3 * to.start(ky),
                    3 * (to.end(ky) - to.first(ky)));
        return inner;
    }
}
