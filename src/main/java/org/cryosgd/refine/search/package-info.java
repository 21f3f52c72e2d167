/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * Searches for poses: all rotations and shifts on a grid, a climb from a pose, the probabilities of what was found, the
 * density of views; and the rotation that aligns two maps or puts a map onto symmetry axes.
 *
 * <p>It may use {@code math}, {@code particles}, {@code projection} and the rest below {@code reconstruct}. It changes no map.
 */
package org.cryosgd.refine.search;
