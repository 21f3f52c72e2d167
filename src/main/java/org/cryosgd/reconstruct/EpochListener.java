/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import java.util.List;
import java.util.function.Supplier;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.math.Volume;

/** Looks at a reconstruction while it runs. */
@FunctionalInterface
public interface EpochListener {
    /**
     * Called after each epoch by the computing thread.
     *
     * @param history up to this epoch; not to be kept
     * @param fsc of the half maps, without a mask; null without half maps
     * @param map computes the map of all images as it is now; to be asked before this returns
     */
    void epoch(List<EpochRecord> history, FscCurve fsc, Supplier<Volume> map);
}
