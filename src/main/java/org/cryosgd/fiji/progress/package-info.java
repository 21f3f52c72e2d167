/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * Progress, log lines and errors of a run in the windows of Fiji: the bar, the status line, the log, and one line per error.
 * Uses SciJava and ImageJ, and the exceptions of {@code io} and {@code particles}; no other room of {@code fiji}.
 */
package org.cryosgd.fiji.progress;
