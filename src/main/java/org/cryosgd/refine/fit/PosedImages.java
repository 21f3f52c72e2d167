/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import java.util.Arrays;
import java.util.List;
import org.cryosgd.images.Images;
import org.cryosgd.images.ImagesView;
import org.cryosgd.math.Tasks;
import org.cryosgd.projection.Slice;
import org.cryosgd.projection.SliceData;
import org.cryosgd.refine.search.Candidate;
import org.cryosgd.refine.search.ShiftGrid;

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
    public List<SliceData> load(int[] numbers, int from) {
        int floats = 3 * disc().size();
        int count = Math.min(numbers.length - from, Math.max(1, FLOATS / floats));
        int[] some = Arrays.copyOfRange(numbers, from, from + count);
        List<SliceData> loaded = images.load(some, 0);
        SliceData[] moved = new SliceData[loaded.size()];
        Tasks.forEach(moved.length, i -> {
            int number = some[i];
            Candidate pose = poses[number];
            float[] points = new float[floats];
            float[] phases = ShiftGrid.phases(disc(), pose.x(), pose.y(), box);
            SliceData image = loaded.get(i);
            ShiftGrid.addMoved(image.points(), image.offset(), phases, 1, contrasts[number], points);
            moved[i] = new SliceData(Slice.of(pose.rotation()), points, 0);
        });
        return Arrays.asList(moved);
    }
}
