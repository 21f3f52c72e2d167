/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.file;

import java.io.IOException;

/** An output that cannot be written where it was asked for, found out before the work starts. */
public final class OutputException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param message path, cause and remedy */
    public OutputException(String message) {
        super(message);
    }

    OutputException(String message, Throwable cause) {
        super(message, cause);
    }
}
