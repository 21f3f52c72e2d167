/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize;

import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.State;

/**
 * Something that minimises an {@link org.cryosgd.objective.Objective}, epoch by epoch. An implementation is one file; its
 * line in {@link Method} makes it known to the commands, to comparisons and to checkpoints.
 *
 * <p>Not thread safe; an epoch runs on the threads of {@link org.cryosgd.math.Tasks}.
 */
public interface Optimizer {
    /**
     * One pass over the images, or one iteration that sees all of them. Where the monitor stops it, it keeps what it has,
     * and the next call goes on with that epoch.
     */
    Epoch epoch(ProgressMonitor monitor);

    /** The current v, not a copy. */
    float[] volume();

    /** All that the next mini-batch depends on; the arrays are this object's own. */
    State state();

    /**
     * Goes back to a state of an object with the same arguments; the next epochs are the same, bit for bit.
     *
     * @throws IllegalArgumentException if the state is of another optimizer or box
     */
    void restore(State state);

    /** The D that is held: an estimate of the diagonal of the Hessian with its ridge, one float per voxel; null for none. */
    default float[] diagonal() {
        return null;
    }

    /**
     * Works from now on in the memory that another one of the same method and size works in; what both do follows each other. An
     * implementation may keep its own.
     */
    default void workIn(Optimizer other) {}

    /**
     * Goes back to the v of the beginning of the last epoch and takes shorter steps from then on, because that epoch made F
     * larger.
     *
     * @return false where it cannot
     */
    default boolean retreat() {
        return false;
    }
}
