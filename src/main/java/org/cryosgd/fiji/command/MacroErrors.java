/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.command;

import ij.IJ;
import ij.macro.Interpreter;
import java.awt.GraphicsEnvironment;
import java.util.Map;
import java.util.WeakHashMap;
import org.cryosgd.fiji.progress.Failure;
import org.cryosgd.fiji.window.MacroThread;
import org.scijava.log.LogService;
import org.scijava.thread.ThreadService;

/** How the last run ended that each macro has called. A macro has its own thread, and may ask while others run. */
public final class MacroErrors {
    private static final Map<Thread, String> ERRORS = new WeakHashMap<>();
    private static String last = "";

    private MacroErrors() {}

    /**
     * Keeps how a run ended.
     *
     * @param macro the thread of the macro that has called it, or null where none has
     * @param message one line; empty after a success
     */
    public static synchronized void put(Thread macro, String message) {
        last = message;
        if (macro != null) ERRORS.put(macro, message);
    }

    /**
     * Tells about the error of a command that a macro has called. Without windows and in batch mode the macro goes on,
     * with its next data set for instance; otherwise it is stopped.
     *
     * @param command its name in the log
     * @param log may be null
     * @param threads knows which macro has called; may be null
     * @return the reason of the cancellation, which Fiji shows; empty where nobody would close the message
     */
    public static String tell(String command, String message, LogService log, ThreadService threads) {
        put(MacroThread.find(threads), message);
        if (GraphicsEnvironment.isHeadless()) {
            if (log != null) log.error(message);
            return message;
        }
        if (Interpreter.isBatchMode()) {
            IJ.log("CryoSGD " + command + ": " + message);
            return "";
        }
        Interpreter.abort();
        return Failure.wrapped(message);
    }

    /** The error of the last run that this thread has called or, where it has called none, of the last run of all. */
    public static synchronized String get() {
        return ERRORS.getOrDefault(Thread.currentThread(), last);
    }
}
