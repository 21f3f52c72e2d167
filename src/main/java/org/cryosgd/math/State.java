/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.math;

import static org.cryosgd.math.Require.require;

import java.util.Arrays;

/**
 * An algorithm between two steps: all that its next step depends on.
 *
 * @param numbers counters and lengths; their meaning is the algorithm's own
 * @param volumes arrays of the algorithm, not copies; an entry may be null
 */
public record State(double[] numbers, float[][] volumes) {
    /** Throws unless the state has so many numbers and volumes, so that a foreign one is not half restored. */
    public State check(int numberCount, int volumeCount) {
        require(
                numbers.length == numberCount,
                "numbers of the saved state",
                String.valueOf(numberCount),
                numbers.length);
        require(
                volumes.length == volumeCount,
                "volumes of the saved state",
                String.valueOf(volumeCount),
                volumes.length);
        return this;
    }

    /** Copies a saved array into one of the same length; both may be null. */
    public static void copy(float[] from, float[] to) {
        require(
                (from == null ? 0 : from.length) == (to == null ? 0 : to.length),
                "length of a saved volume",
                String.valueOf(to == null ? 0 : to.length),
                from == null ? 0 : from.length);
        if (from != null) System.arraycopy(from, 0, to, 0, to.length);
    }

    /** The same with arrays of its own. */
    public State copy() {
        float[][] own = new float[volumes.length][];
        for (int v = 0; v < own.length; v++) own[v] = volumes[v] == null ? null : volumes[v].clone();
        return new State(numbers.clone(), own);
    }

    /** This and another one behind it. */
    public State and(State other) {
        double[] n = Arrays.copyOf(numbers, numbers.length + other.numbers.length);
        System.arraycopy(other.numbers, 0, n, numbers.length, other.numbers.length);
        float[][] v = Arrays.copyOf(volumes, volumes.length + other.volumes.length);
        System.arraycopy(other.volumes, 0, v, volumes.length, other.volumes.length);
        return new State(n, v);
    }

    /** The rest of a state that was put together with {@link #and}. */
    public State from(int firstNumber, int firstVolume) {
        require(numbers.length >= firstNumber, "numbers of the saved state", "at least " + firstNumber, numbers.length);
        require(volumes.length >= firstVolume, "volumes of the saved state", "at least " + firstVolume, volumes.length);
        return new State(
                Arrays.copyOfRange(numbers, firstNumber, numbers.length),
                Arrays.copyOfRange(volumes, firstVolume, volumes.length));
    }
}
