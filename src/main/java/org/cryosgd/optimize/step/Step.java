/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize.step;

/** A step v ← v − η d that is about to be made. Slope and curvature are computed when they are asked for. */
public interface Step {
    /** 1, 2, … since the start of the fit. */
    long number();

    /** η of the last step. */
    double last();

    /** ⟨∇F, d⟩ of the mini-batch. */
    double slope();

    /** ⟨d, H d⟩ of the mini-batch: one more pass over its images. */
    double curvature();
}
