/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.particles;

import java.io.IOException;

/** Square particle images that are read one at a time; safe to use from several threads at once. */
public interface ImageSource {
    /** Number of images. */
    int count();

    /** Width and height of each image in pixels. */
    int box();

    /**
     * Reads image {@code index} (from 0) into {@code pixels}: box·box values, x fastest, row 0 is y = 0.
     *
     * @throws IOException if the file cannot be read; the message names file and image
     */
    void read(int index, float[] pixels) throws IOException;
}
