/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * Map and poses from particles alone. {@link org.cryosgd.refine.Refinement} puts the parts together: classes, starts,
 * epochs, the search for tilts, the final map. {@code docs/refine.md} has the method.
 *
 * <p>Its parts are in {@code refine.search} (poses of images and of maps), {@code refine.fit} (the map and the poses of one
 * half set) and {@code refine.views} (views that are not even). It may use them, {@code reconstruct}, {@code simulate} and
 * what is below.
 */
package org.cryosgd.refine;
