/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import java.util.Arrays;
import java.util.List;
import org.cryosgd.images.Batch;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Tasks;
import org.cryosgd.projection.Slice;
import org.cryosgd.projection.SliceData;
import org.cryosgd.refine.search.Candidate;
import org.cryosgd.refine.search.ShiftGrid;

/**
 * The images of a batch at one pose each: see {@link PosedImages}. This is for images that are not in this process.
 *
 * @param poses of each image of the batch
 * @param contrasts of each image of the batch
 * @param radius of the images
 * @param box pixels of the images
 */
record PosedSlices(Candidate[] poses, float[] contrasts, int radius, int box) implements Batch.Weighting {
    @Override
    public List<SliceData> slices(List<SliceData> images, int[] places) {
        HalfDisc disc = new HalfDisc(radius);
        SliceData[] moved = new SliceData[places.length];
        Tasks.forEach(
                moved.length, i -> moved[i] = moved(images.get(i), disc, poses[places[i]], contrasts[places[i]], box));
        return Arrays.asList(moved);
    }

    /** An image whose shift is undone and whose slice is as strong as it is. */
    static SliceData moved(SliceData image, HalfDisc disc, Candidate pose, float contrast, int box) {
        float[] points = new float[3 * disc.size()];
        float[] phases = ShiftGrid.phases(disc, pose.x(), pose.y(), box);
        ShiftGrid.addMoved(image.points(), image.offset(), phases, 1, contrast, points);
        return new SliceData(Slice.of(pose.rotation()), points, 0);
    }

    @Override
    public Batch.Weighting only(int[] places) {
        float[] theirs = new float[places.length];
        for (int i = 0; i < theirs.length; i++) theirs[i] = contrasts[places[i]];
        return new PosedSlices(
                Arrays.stream(places).mapToObj(place -> poses[place]).toArray(Candidate[]::new), theirs, radius, box);
    }
}
