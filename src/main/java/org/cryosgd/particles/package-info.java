/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * Particles with their poses, where their images come from, and what is done to an image before it is used: cropping,
 * normalisation, noise spectrum. Half sets are made here.
 *
 * <p>It may use {@code math} and {@code optics}. It knows no file format.
 */
package org.cryosgd.particles;
