/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.particles;

import static org.cryosgd.math.Require.require;

import java.io.Serializable;

/**
 * What happens to a particle image before it is used.
 *
 * @param normalise scale of the pixels
 * @param invert whether the sign is changed, for particles that are darker than their background
 * @param box width after cropping in Fourier space; 0 keeps the images' own
 */
public record Preparation(Normalise normalise, boolean invert, int box) implements Serializable {
    public Preparation {
        require(box == 0 || box >= 16 && box % 2 == 0, "box", "an even number of at least 16, or 0 for all", box);
    }

    public static Preparation defaults() {
        return new Preparation(Normalise.RING, false, 0);
    }

    /** The box that images of {@code imageBox} pixels get. */
    public int boxFor(int imageBox) {
        require(box <= imageBox, "box", "at most the images' own width of " + imageBox, box);
        return box == 0 ? imageBox : box;
    }
}
