/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.cryosgd.images.Shards;
import scala.Tuple2;

/**
 * Adds the sums of many parts on the executors, each a slab of the volumes, so that the driver gets one sum and not one of each part.
 * The parts are added in their order, as the driver adds them: the bits are the same. Spark's own reductions add in the order in which
 * parts are done.
 */
final class Slabs {
    /** Number of slabs; 0: the driver adds. Without it there are as many as parts, from {@link Shards#MANY} parts on. */
    static final String SETTING = "spark.cryosgd.slabs";

    private Slabs() {}

    /** How many to make for the sums of so many parts; 0 for none. */
    static int count(JavaSparkContext spark, int parts) {
        String text = System.getProperty(SETTING, spark.getConf().get(SETTING, ""));
        if (text.isEmpty()) return parts < Shards.MANY ? 0 : parts;
        try {
            int count = Integer.parseInt(text.strip());
            if (count >= 0) return count;
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                SETTING + " is " + text + ". Give a whole number, such as the number of executors, or 0 for none.");
    }

    /** The sums of one part, or those of all parts. */
    record Summed(int part, double value, float[][] sums) implements Serializable {}

    /** A slab of the sums of one part. */
    private record Piece(int part, double value, float[][] sums) implements Serializable {}

    /** A slab of the sums of all parts, with the numbers of each. */
    private record Slab(int number, double[] values, float[][] sums) implements Serializable {}

    /**
     * Adds.
     *
     * @param summed one or none in each partition
     */
    static Added of(JavaRDD<Summed> summed, int slabs) {
        JavaPairRDD<Integer, Piece> divided = summed.flatMapToPair(s -> {
                    List<Tuple2<Integer, Piece>> pieces = new ArrayList<>();
                    for (int slab = 0; slab < slabs; slab++)
                        pieces.add(new Tuple2<>(slab, new Piece(s.part, s.value, cut(s.sums, slab, slabs))));
                    return pieces.iterator();
                })
                .partitionBy(new HashPartitioner(slabs)); // slab n is in partition n
        return new Added(
                divided, divided.mapPartitions(pieces -> List.of(add(pieces)).iterator()));
    }

    /** A job that is to be run, and what it leaves on the executors' disks. */
    record Added(JavaPairRDD<Integer, ?> divided, JavaRDD<?> slabs) {
        /** Puts slabs together. */
        static Summed whole(List<?> results) {
            List<Slab> slabs = new ArrayList<>();
            for (Object result : results) slabs.add((Slab) result);
            slabs.sort(Comparator.comparingInt(Slab::number));
            double value = 0;
            for (double each : slabs.get(0).values) value += each;
            float[][] sums = new float[slabs.get(0).sums.length][];
            for (int s = 0; s < sums.length; s++) {
                int length = 0;
                for (Slab slab : slabs) length += slab.sums[s].length;
                sums[s] = new float[length];
                int at = 0;
                for (Slab slab : slabs) {
                    System.arraycopy(slab.sums[s], 0, sums[s], at, slab.sums[s].length);
                    at += slab.sums[s].length;
                }
            }
            return new Summed(0, value, sums);
        }

        /** Removes the files of the shuffle, which otherwise stay until the driver collects garbage. */
        void clean(JavaSparkContext spark) {
            if (spark.sc().cleaner().isEmpty()) return;
            ShuffleDependency<?, ?, ?> shuffle =
                    (ShuffleDependency<?, ?, ?>) divided.rdd().dependencies().head();
            spark.sc().cleaner().get().doCleanupShuffle(shuffle.shuffleId(), false);
        }
    }

    private static float[][] cut(float[][] sums, int slab, int slabs) {
        float[][] cut = new float[sums.length][];
        for (int s = 0; s < sums.length; s++) {
            long length = sums[s].length;
            cut[s] = Arrays.copyOfRange(sums[s], (int) (length * slab / slabs), (int) (length * (slab + 1) / slabs));
        }
        return cut;
    }

    private static Slab add(Iterator<Tuple2<Integer, Piece>> pieces) {
        List<Piece> ordered = new ArrayList<>();
        int number = 0;
        while (pieces.hasNext()) {
            Tuple2<Integer, Piece> piece = pieces.next();
            number = piece._1;
            ordered.add(piece._2);
        }
        ordered.sort(Comparator.comparingInt(Piece::part));
        float[][] sums = ordered.get(0).sums;
        double[] values = new double[ordered.size()];
        for (int p = 0; p < values.length; p++) {
            values[p] = ordered.get(p).value;
            for (int s = 0; s < sums.length && p > 0; s++) {
                float[] more = ordered.get(p).sums[s];
                for (int i = 0; i < more.length; i++) sums[s][i] += more[i];
            }
        }
        return new Slab(number, values, sums);
    }
}
