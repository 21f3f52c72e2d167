/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * The contrast transfer function: what the microscope is ({@link org.cryosgd.optics.Optics}), what belongs to one
 * particle ({@link org.cryosgd.optics.Defocus}), and the function that follows ({@link org.cryosgd.optics.Ctf}).
 *
 * <p>It may use {@code math}.
 */
package org.cryosgd.optics;
