/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.cryosgd.images.Images;
import org.cryosgd.images.ImagesView;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Rotation;
import org.cryosgd.projection.Slice;
import org.cryosgd.projection.SliceData;

/**
 * The low frequencies of some images, in memory once they were needed. Poses are not kept. Image i here is {@code numbers[i]} there. Powers of the outermost ring are
 * those of the whole ring, of which the smaller disc holds a part.
 */
public final class LowPassImages implements Images {
    /** Poses are not known. */
    private static final Slice CENTRAL = Slice.of(Rotation.fromEuler(0, 0, 0));

    private final Images images;
    private final int[] numbers;
    private final HalfDisc disc;
    private final SliceData[] low;
    private final float[][] noise;
    private final float[][] energies;

    /** Images are read when they are first needed. */
    public LowPassImages(Images images, int[] numbers, HalfDisc disc) {
        this.images = images;
        this.numbers = numbers.clone();
        this.disc = disc;
        low = new SliceData[numbers.length];
        int rings = disc.radius() + 1;
        noise = Arrays.stream(numbers)
                .mapToObj(i -> Arrays.copyOf(images.noise(i), rings))
                .toArray(float[][]::new);
        energies = Arrays.stream(numbers)
                .mapToObj(i -> Arrays.copyOf(images.ringEnergy(i), rings))
                .toArray(float[][]::new);
    }

    /** Reads those of some images that have not been read yet; another engine may be stopped in it. */
    void fetch(int[] some, ProgressMonitor monitor) {
        int[] missing =
                Arrays.stream(some).filter(i -> low[i] == null).distinct().toArray();
        if (missing.length == 0) return;
        int[] there = Arrays.stream(missing).map(i -> numbers[i]).toArray();
        for (Images.OfPart<float[][]> part : images.onParts(
                there, Collections.nCopies(there.length, 0), cut(disc.radius()), monitor, "Low frequencies"))
            for (int n = 0; n < part.places().length; n++)
                low[missing[part.places()[n]]] = new SliceData(CENTRAL, part.found()[n], 0);
    }

    private static Images.PartWork<Integer, float[][]> cut(int radius) {
        return (images, numbers, known) -> {
            HalfDisc to = new HalfDisc(radius);
            float[][] points = new float[numbers.length][];
            images.forEach(numbers, () -> null, (none, i, image) -> points[i] = lowPass(image, images.disc(), to));
            return points;
        };
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
        fetch(numbers, ProgressMonitor.NONE);
        return Arrays.stream(numbers, from, numbers.length)
                .mapToObj(i -> low[i])
                .toList();
    }

    @Override
    public void close() {}

    /** The points of an image on {@code from} that are also on the smaller disc {@code to}. */
    static float[] lowPass(SliceData image, HalfDisc from, HalfDisc to) {
        return to.within(from, image.points(), image.offset());
    }
}
