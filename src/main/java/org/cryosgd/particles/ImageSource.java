/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.particles;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Square particle images, mostly of one box, that are read one at a time; safe to use from several threads at once. */
public interface ImageSource {
    /** Number of images. */
    int count();

    /** The files that the images are read from; empty where there are none. */
    default List<Path> files() {
        return List.of();
    }

    /** A number that two indices share where they stand for the same image. */
    default long identity(int index) {
        return index;
    }

    /** Memory in bytes, about, that the list of the images takes; their pixels are not counted. */
    default long bytes() {
        return 0;
    }

    /** Width and height of each image in pixels; of the first, where images differ. */
    int box();

    /** Width and height of one image in pixels. */
    default int box(int index) {
        return box();
    }

    /**
     * Reads image {@code index} (from 0) into {@code pixels}: box·box values, its own box, x fastest, row 0 is y = 0. What is
     * beyond stays.
     *
     * @throws IOException if the file cannot be read; the message names file and image
     */
    void read(int index, float[] pixels) throws IOException;
}
