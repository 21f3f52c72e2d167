/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * Images, plots and tables as windows of ImageJ, and open images as maps and particles.
 * Uses all packages outside of {@code fiji}, and {@code fiji.progress}; knows nothing of commands.
 */
package org.cryosgd.fiji.window;
