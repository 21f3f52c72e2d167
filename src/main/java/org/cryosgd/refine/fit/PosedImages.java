/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import java.util.Arrays;
import java.util.List;
import org.cryosgd.images.Batch;
import org.cryosgd.images.Images;
import org.cryosgd.images.ImagesView;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Tasks;
import org.cryosgd.projection.SliceData;
import org.cryosgd.refine.search.Candidate;

/** Packed images at poses that were found later: a shift is a phase, a contrast is a factor, and nothing is read again. */
public final class PosedImages extends ImagesView {
    /** Floats of moved images that are in memory at once. */
    private static final int FLOATS = 1 << 24;

    private final Candidate[] poses;
    private final float[] contrasts;
    private final int box;

    /**
     * @param images packed without shifts
     * @param poses of each image; null where there is none, such an image is not to be loaded
     * @param contrasts of each image
     * @param box pixels of the images
     */
    public PosedImages(Images images, Candidate[] poses, float[] contrasts, int box) {
        super(images);
        this.poses = poses;
        this.contrasts = contrasts;
        this.box = box;
    }

    @Override
    public int partSize() {
        return images.partSize();
    }

    @Override
    public double sum(Batch batch, Work work, float[][] sums, ProgressMonitor monitor, String what) {
        if (!images.elsewhere()) return super.sum(batch, work, sums, monitor, what);
        int[] numbers = batch.numbers();
        float[] theirs = new float[numbers.length];
        for (int i = 0; i < theirs.length; i++) theirs[i] = contrasts[numbers[i]];
        Candidate[] posed = Arrays.stream(numbers).mapToObj(i -> poses[i]).toArray(Candidate[]::new);
        Batch moved = new Batch(numbers, new PosedSlices(posed, theirs, disc().radius(), box));
        return images.sum(moved, work, sums, monitor, what);
    }

    @Override
    public List<SliceData> load(int[] numbers, int from) {
        int floats = 3 * disc().size();
        int count = Math.min(numbers.length - from, Math.max(1, FLOATS / floats));
        int[] some = Arrays.copyOfRange(numbers, from, from + count);
        List<SliceData> loaded = images.load(some, 0);
        SliceData[] moved = new SliceData[loaded.size()];
        Tasks.forEach(
                moved.length,
                i -> moved[i] = PosedSlices.moved(loaded.get(i), disc(), poses[some[i]], contrasts[some[i]], box));
        return Arrays.asList(moved);
    }
}
