/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.table;

/** How much larger a full array becomes: half as much again, or at once as large as it is going to be. */
final class Growth {
    private static final int MAX = Integer.MAX_VALUE - 8;
    /** A guess of what is to come is not trusted beyond so many times what is there. */
    private static final int MOST = 8;

    private Growth() {}

    static int of(int length) {
        return of(length, 0);
    }

    /** Whether an array that does not grow any more should be made smaller; a copy costs time too. */
    static boolean isWasteful(int length, int size) {
        return length - size > size / 64;
    }

    /** @param expected length that will do in the end, or 0 if that is not known */
    static int of(int length, int expected) {
        if (length >= MAX) throw new OutOfMemoryError("a column of more than " + MAX + " cells");
        if (expected > length) return (int) Math.min(Math.min(MAX, expected), Math.max(64, MOST * (long) length));
        return (int) Math.min(MAX, Math.max(64, length * 3L / 2));
    }
}
