/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.particles;

import java.io.IOException;

/** A particle image that cannot be used; the message names the particle and says what to do. */
public class ImageException extends IOException {
    private static final long serialVersionUID = 1L;

    public ImageException(String message) {
        super(message);
    }

    /** Of an image whose background has no noise. */
    public static ImageException ofEvenBackground(Particle particle) {
        return new ImageException("Particle " + particle.name()
                + ": all background pixels have the same value, so the background cannot be normalised. Remove the"
                + " particle if its image is empty, or use normalise=none if the images are masked or free of noise.");
    }
}
