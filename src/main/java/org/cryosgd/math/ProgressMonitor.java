/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.math;

/** How a long computation reports its progress and learns that it should stop. */
public interface ProgressMonitor {
    /** Sees nothing and never stops. */
    ProgressMonitor NONE = new ProgressMonitor() {};

    /** Called between steps by the computing thread: {@code done} of {@code total} parts of {@code what}. */
    default void at(long done, long total, String what) {}

    /** One line for the user's log, such as a choice that was made from the data. */
    default void say(String line) {}

    /** Something the user should look at; the computation goes on. */
    default void warn(String line) {
        say("Warning: " + line);
    }

    /** Asked once per mini-batch, never in a pixel loop; after {@code true} the result so far is returned. */
    default boolean stopped() {
        return false;
    }

    /** Stops where this one does, and says nothing. */
    default ProgressMonitor stopsAlone() {
        ProgressMonitor of = this;
        return new ProgressMonitor() {
            @Override
            public boolean stopped() {
                return of.stopped();
            }
        };
    }
}
