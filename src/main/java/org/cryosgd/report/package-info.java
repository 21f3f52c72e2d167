/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * The files that a command leaves: what is in them, and under which names.
 *
 * <p>Each report has {@code files}, the names that it will write, for the check before the work, and {@code write}, which
 * writes them as one {@link org.cryosgd.io.file.OutputSet}. May use all packages but {@code fiji}; nothing else uses
 * JFreeChart.
 */
package org.cryosgd.report;
