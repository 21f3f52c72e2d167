/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/** Maps and poses from particles alone: pose search, ab initio models, refinement. */
package org.cryosgd.refine;
