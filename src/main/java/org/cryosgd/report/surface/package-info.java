/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * The surface of a map as a picture: {@link org.cryosgd.report.surface.IsoSurface} finds it along rays,
 * {@link org.cryosgd.report.surface.SurfaceHits} holds depths and normals, and
 * {@link org.cryosgd.report.surface.SurfaceShading} turns them into colours. No window and no graphics card is needed.
 */
package org.cryosgd.report.surface;
