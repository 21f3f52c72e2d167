/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import org.cryosgd.fiji.command.MacroErrors;

/**
 * Tells a macro how its last command of CryoSGD ended: {@code error = call("org.cryosgd.fiji.LastRun.error");}. Without
 * windows and in batch mode a macro goes on after an error.
 */
public final class LastRun {
    private LastRun() {}

    /** One line that says what went wrong; empty where nothing did. */
    public static String error() {
        return MacroErrors.get();
    }
}
