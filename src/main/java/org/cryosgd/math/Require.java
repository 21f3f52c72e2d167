/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.math;

/** Argument checks whose message says which value, what is allowed and what was found. */
public final class Require {
    private Require() {}

    /** Throws unless {@code holds}: "{@code name must be rule, found value}". */
    public static void require(boolean holds, String name, String rule, Object value) {
        if (!holds) throw new IllegalArgumentException(name + " must be " + rule + ", found " + value);
    }
}
