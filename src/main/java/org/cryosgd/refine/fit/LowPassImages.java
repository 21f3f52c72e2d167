/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.cryosgd.images.Images;
import org.cryosgd.images.ImagesView;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.projection.SliceData;

/**
 * The low frequencies of some images, in memory. Image i here is {@code numbers[i]} there. Powers of the outermost ring are
 * those of the whole ring, of which the smaller disc holds a part.
 */
public final class LowPassImages implements Images {
    private final HalfDisc disc;
    private final SliceData[] low;
    private final float[][] noise;
    private final float[][] energies;

    /** Reads each image once. */
    public LowPassImages(Images images, int[] numbers, HalfDisc disc) {
        this.disc = disc;
        low = new SliceData[numbers.length];
        int rings = disc.radius() + 1;
        noise = Arrays.stream(numbers)
                .mapToObj(i -> Arrays.copyOf(images.noise(i), rings))
                .toArray(float[][]::new);
        energies = Arrays.stream(numbers)
                .mapToObj(i -> Arrays.copyOf(images.ringEnergy(i), rings))
                .toArray(float[][]::new);
        images.forEach(
                numbers,
                () -> null,
                (none, i, image) -> low[i] = new SliceData(image.slice(), lowPass(image, images.disc(), disc), 0));
    }

    /** The same images on a smaller disc. They are cut when they are loaded. */
    Images within(HalfDisc smaller) {
        LowPassImages all = this;
        if (smaller.radius() == disc.radius()) return all;
        return new ImagesView(all) {
            @Override
            public HalfDisc disc() {
                return smaller;
            }

            @Override
            public float[] ringEnergy(int i) {
                return Arrays.copyOf(all.ringEnergy(i), smaller.radius() + 1);
            }

            @Override
            public List<SliceData> load(int[] numbers, int from) {
                List<SliceData> cut = new ArrayList<>();
                for (SliceData image : all.load(numbers, from))
                    cut.add(new SliceData(image.slice(), lowPass(image, disc, smaller), 0));
                return cut;
            }
        };
    }

    /** All images: 0, 1, … */
    int[] all() {
        return IntStream.range(0, size()).toArray();
    }

    @Override
    public int size() {
        return low.length;
    }

    @Override
    public HalfDisc disc() {
        return disc;
    }

    @Override
    public float[] noise(int i) {
        return noise[i];
    }

    @Override
    public float[] ringEnergy(int i) {
        return energies[i];
    }

    @Override
    public List<SliceData> load(int[] numbers, int from) {
        return Arrays.stream(numbers, from, numbers.length)
                .mapToObj(i -> low[i])
                .toList();
    }

    @Override
    public void close() {}

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
