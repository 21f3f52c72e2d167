/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.window;

import org.scijava.thread.ThreadService;

/**
 * Finds the thread of the macro that has called a command. ImageJ keeps the active image of a batch macro by thread, and
 * SciJava runs commands in threads of their own.
 */
public final class MacroThread {
    /** How ImageJ names the threads that run macros. */
    private static final String ENDING = "Macro$";

    private MacroThread() {}

    /**
     * The nearest thread that runs a macro: this one, or one that it was started from.
     *
     * @param threads knows which thread started which; may be null
     * @return null where no macro has called
     */
    public static Thread find(ThreadService threads) {
        Thread thread = Thread.currentThread();
        while (thread != null && !thread.getName().endsWith(ENDING))
            thread = threads == null ? null : threads.getParent(thread);
        return thread;
    }
}
