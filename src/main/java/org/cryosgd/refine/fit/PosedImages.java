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
import org.cryosgd.projection.SliceData;
import org.cryosgd.refine.search.Candidate;

/** Packed images at poses that were found later: a shift is a phase, a contrast is a factor, and nothing is read again. */
public final class PosedImages extends ImagesView {
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
        return loadChanged(numbers, from, (i, image) -> PosedSlices.moved(image, disc(), poses[i], contrasts[i], box));
    }
}
