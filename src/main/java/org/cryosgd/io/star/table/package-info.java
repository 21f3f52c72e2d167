/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */

/**
 * STAR files as text: blocks, columns, rows, without knowledge of what they mean. May use {@code math}, {@code table} and
 * {@code io.file}.
 */
package org.cryosgd.io.star.table;
