/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import java.util.Arrays;
import java.util.List;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Tasks;
import org.cryosgd.projection.SliceData;

/** Other images under the same numbers: what is not overridden is theirs. They stay open when this is closed. */
public abstract class ImagesView implements Images {
    /** Floats of replaced images that are in memory at once. */
    private static final int FLOATS = 1 << 24;

    protected final Images images;

    protected ImagesView(Images images) {
        this.images = images;
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public List<int[]> parts(int[] numbers) {
        return images.parts(numbers);
    }

    @Override
    public boolean elsewhere() {
        return images.elsewhere();
    }

    @Override
    public HalfDisc disc() {
        return images.disc();
    }

    @Override
    public float[] noise(int i) {
        return images.noise(i);
    }

    @Override
    public float[] ringEnergy(int i) {
        return images.ringEnergy(i);
    }

    /** Another image in place of one. */
    @FunctionalInterface
    protected interface Change {
        SliceData of(int number, SliceData image);
    }

    /** What {@link #load} gives where each image is replaced; as many as there is room for. */
    protected final List<SliceData> loadChanged(int[] numbers, int from, Change change) {
        int count = Math.min(numbers.length - from, Math.max(1, FLOATS / (3 * disc().size())));
        int[] some = Arrays.copyOfRange(numbers, from, from + count);
        List<SliceData> loaded = images.load(some, 0);
        SliceData[] changed = new SliceData[loaded.size()];
        Tasks.forEach(changed.length, i -> changed[i] = change.of(some[i], loaded.get(i)));
        return Arrays.asList(changed);
    }

    /** Does nothing: the images belong to the caller. */
    @Override
    public void close() {}
}
