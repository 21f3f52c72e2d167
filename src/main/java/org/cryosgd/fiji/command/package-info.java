/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * What all commands share: how a command runs and ends, its parameters, and the parameters that describe particles.
 * Uses {@code fiji.progress} and {@code fiji.window}; knows neither a single command nor who started it.
 */
package org.cryosgd.fiji.command;
