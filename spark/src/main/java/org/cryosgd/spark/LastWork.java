/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import java.lang.ref.SoftReference;
import java.util.function.Supplier;

/** The work of the last job in this executor, so that the tasks of a job share what it makes. Thread safe. */
final class LastWork {
    private static long id = -1;
    private static SoftReference<Object> work = new SoftReference<>(null);

    private LastWork() {}

    /** The work of a job; made once, unless memory is short. */
    @SuppressWarnings("unchecked")
    static synchronized <W> W of(long job, Supplier<W> maker) {
        Object known = id == job ? work.get() : null;
        if (known == null) {
            known = maker.get();
            id = job;
            work = new SoftReference<>(known);
        }
        return (W) known;
    }
}
