/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.table;

/** How much larger a full array becomes. */
final class Growth {
    private static final int MAX = Integer.MAX_VALUE - 8;

    private Growth() {}

    static int of(int length) {
        if (length >= MAX) throw new OutOfMemoryError("a column of more than " + MAX + " cells");
        return (int) Math.min(MAX, Math.max(64, length * 3L / 2));
    }
}
