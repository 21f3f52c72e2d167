/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

/**
 * One line of a run's history; of half maps it is about both.
 *
 * @param epoch 0 for the first pass, which gives the start
 * @param loss mean of F over the mini-batches of the epoch, each before its step, and over the half maps
 * @param step length of the last step
 * @param change of the map in units of its noise, the larger of the half maps'
 * @param seconds since the start of the run
 * @param resolutionAngstrom where the unmasked FSC of the half maps first falls below 0.143; NaN without half maps
 */
public record EpochRecord(
        int epoch, double loss, double step, double change, double seconds, double resolutionAngstrom) {}
