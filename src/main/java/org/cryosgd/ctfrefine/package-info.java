/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * Estimates what is not known of the microscope from particles with poses and the half map of their own half: beam tilt,
 * trefoil, even aberrations and magnification of each optics group, and the defocus of each particle. docs/ctfrefine.md
 * has the formulas. {@link org.cryosgd.ctfrefine.CtfRefinement} is the door.
 */
package org.cryosgd.ctfrefine;
