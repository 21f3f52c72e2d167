/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import java.util.List;
import java.util.function.Supplier;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.math.Volume;

/** Looks at a refinement while it runs. */
@FunctionalInterface
public interface RefineListener {
    /**
     * Called by the computing thread when there are starts and after each epoch.
     *
     * @param history up to this epoch, empty at the starts; not to be kept
     * @param fsc of the two halves
     * @param map computes the mean of both maps as they are now, which nothing else is done with; to be asked before this
     *     returns
     */
    void epoch(List<RefineRecord> history, FscCurve fsc, Supplier<Volume> map);

    /** Who looks at the refinement of one class, from 1 on, after that of all particles. */
    default RefineListener ofClass(int number) {
        return this;
    }
}
