/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import java.util.Arrays;
import java.util.List;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.projection.SliceData;

/** The images of one part under their numbers in the set, in the process that has packed them. */
record PartImages(PartPacking.Part part, HalfDisc disc) implements Images {
    @Override
    public int size() {
        return part.first() + part.energies().length;
    }

    @Override
    public float[] noise(int i) {
        throw new IllegalStateException("the noise is known where the parts are put together");
    }

    @Override
    public float[] ringEnergy(int i) {
        return part.energies()[i - part.first()];
    }

    @Override
    public List<SliceData> load(int[] numbers, int from) {
        return part.images(Arrays.copyOfRange(numbers, from, numbers.length));
    }

    /** Does nothing: the part belongs to the caller. */
    @Override
    public void close() {}
}
