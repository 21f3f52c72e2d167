/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import org.cryosgd.math.HalfDisc;

/** Other images under the same numbers: what is not overridden is theirs. They stay open when this is closed. */
public abstract class ImagesView implements Images {
    protected final Images images;

    protected ImagesView(Images images) {
        this.images = images;
    }

    @Override
    public int size() {
        return images.size();
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

    /** Does nothing: the images belong to the caller. */
    @Override
    public void close() {}
}
