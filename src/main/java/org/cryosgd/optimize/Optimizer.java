/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize;

/** A deterministic yardstick: every iteration sees all images. */
public interface Optimizer {
    /** One iteration, which is one pass over the images. */
    void iterate();

    /** The current v, not a copy. */
    float[] volume();
}
