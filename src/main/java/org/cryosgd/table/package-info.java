/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * Columns of large tables in little memory. A cell keeps its text to the letter, and costs a few bytes: 2 where texts repeat, 8
 * for a number.
 */
package org.cryosgd.table;
