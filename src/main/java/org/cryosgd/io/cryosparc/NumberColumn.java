/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.cryosparc;

import org.cryosgd.io.file.FormatException;

/** A column of numbers; rows and the elements of a cell count from 0. */
@FunctionalInterface
interface NumberColumn {
    double at(int row, int element) throws FormatException;

    default double at(int row) throws FormatException {
        return at(row, 0);
    }
}
