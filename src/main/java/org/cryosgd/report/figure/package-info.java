/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * Charts, sections and view directions as pictures. Draws without a display and needs a font. May use
 * {@code report.file}, and {@code math}, {@code particles} and {@code projection}, whose data it draws.
 */
package org.cryosgd.report.figure;
