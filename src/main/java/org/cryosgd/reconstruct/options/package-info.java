/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */

/**
 * What a user chooses for a reconstruction: the objective, the optimizer, and which keys go together. May use {@code optimize}
 * and the rooms before it.
 */
package org.cryosgd.reconstruct.options;
