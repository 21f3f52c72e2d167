/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * Views that are not even: the search for the tilts of preferred views, and over what part of a shell the half maps agree.
 *
 * <p>It may use {@code refine.fit}, {@code refine.search} and what is below.
 */
package org.cryosgd.refine.views;
