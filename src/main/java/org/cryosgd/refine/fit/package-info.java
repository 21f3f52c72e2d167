/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * The map of one half set while its poses are searched: random starts, the epochs, the model that takes the steps, the power
 * of what is not explained, and the contrast of groups.
 *
 * <p>It may use {@code refine.search}, {@code optimize} and what is below. One half set knows nothing of the other.
 */
package org.cryosgd.refine.fit;
