/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * Particles with a known truth: a phantom, its projections with CTF, shift and noise, and the samples that the project
 * ships. Everything follows from a seed and does not depend on the number of threads.
 */
package org.cryosgd.simulate;
