/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * The mathematics that everything stands on: rotations in RELION's convention, Fourier transforms, the half disc of
 * frequencies, maps, work shared out to threads, progress and argument checks.
 *
 * <p>It uses no other package of this program, and only it uses JTransforms.
 */
package org.cryosgd.math;
