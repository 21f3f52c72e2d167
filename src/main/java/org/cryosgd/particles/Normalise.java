/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.particles;

/** How the pixels of a particle image are brought to a common scale. */
public enum Normalise {
    /** As they are. */
    NONE,
    /** A plane is taken off, and the background gets the standard deviation 1: the pixels outside the circle that the box holds. */
    RING
}
