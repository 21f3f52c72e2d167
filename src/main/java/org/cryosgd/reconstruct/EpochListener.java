/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import java.util.List;
import java.util.function.Supplier;
import org.cryosgd.math.Volume;

/** Looks at a reconstruction while it runs. */
@FunctionalInterface
public interface EpochListener {
    /**
     * Called after each epoch by the computing thread.
     *
     * @param history up to this epoch; not to be kept
     * @param map computes the map of all images as it is now; to be asked before this returns
     */
    void epoch(List<EpochRecord> history, Supplier<Volume> map);
}
