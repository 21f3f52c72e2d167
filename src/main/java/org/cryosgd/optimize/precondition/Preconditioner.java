/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize.precondition;

import java.util.SplittableRandom;
import org.cryosgd.images.Batch;
import org.cryosgd.math.State;

/**
 * What the gradient is divided by: D̂, made from the diagonal of the Hessian. It observes that diagonal on the way, where it
 * is not given.
 *
 * <p>Not thread safe.
 */
public interface Preconditioner {
    /**
     * F and its gradient for a mini-batch, and in the same pass what is observed of D.
     *
     * @param gradient overwritten with ∇F(v)
     * @return F(v)
     */
    double observe(float[] v, Batch batch, SplittableRandom random, float[] gradient);

    /** direction ← D̂⁻¹ gradient */
    void apply(float[] gradient, float[] direction);

    /** D with the ridge, one float per voxel, not a copy; null for none. */
    float[] diagonal();

    /** What it has observed. */
    State state();

    /** Goes back to a state of an object with the same arguments. */
    void restore(State state);
}
