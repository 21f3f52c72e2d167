/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.table;

/** One way to keep the cells of a column. */
interface Cells extends java.io.Serializable {
    /** Appends a text, or returns false and changes nothing where this way does not suit it. */
    boolean add(String text, int from, int to);

    /** As many rows may come in all; arrays that become too small are made for so many. */
    void expect(int rows);

    int size();

    String get(int row);

    /** The cell as a number, or NaN where it is not a finite one. */
    double number(int row);

    /** The rows in the given order. */
    Cells select(int[] rows);

    /** Gives up memory that is kept for more rows. */
    void trim();

    /** Memory in bytes, about. */
    long bytes();
}
