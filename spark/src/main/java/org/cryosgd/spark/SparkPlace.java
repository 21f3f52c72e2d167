/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import java.io.IOException;
import java.io.Serializable;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.cryosgd.images.PartPacking;
import org.cryosgd.images.Place;
import org.cryosgd.images.Shards;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Preparation;

/**
 * Keeps packed images on the executors of the Spark application that this process drives. Spark's setting
 * {@code spark.cryosgd.shards} gives the number of parts; without it there are as many as Spark's default parallelism.
 */
public final class SparkPlace implements Place {
    @Override
    public Packed pack(
            ParticleSet set,
            int[][] sets,
            Preparation preparation,
            boolean correctCtf,
            boolean whiteNoise,
            HalfDisc map,
            long cacheBytes,
            ProgressMonitor monitor)
            throws IOException {
        if (!(set.images() instanceof Serializable))
            throw new IllegalArgumentException(set.name() + ": its images are not in files. Spark needs files that all"
                    + " machines can read: save the images and their table first.");
        JavaSparkContext spark = context();
        if (Integer.getInteger(Shards.PROPERTY) == null) {
            int shards = spark.getConf().getInt("spark.cryosgd.shards", spark.defaultParallelism());
            System.setProperty(Shards.PROPERTY, String.valueOf(Math.max(1, shards)));
        }
        PartPacking packing = PartPacking.of(set, sets, preparation, correctCtf, whiteNoise, map);
        return SparkImages.pack(spark, packing, sets, monitor);
    }

    private static JavaSparkContext context() {
        SparkConf conf = new SparkConf()
                .setIfMissing("spark.master", "local[*]")
                .setIfMissing("spark.app.name", "CryoSGD")
                .setIfMissing("spark.ui.showConsoleProgress", "false")
                .setIfMissing("spark.driver.maxResultSize", "0");
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(SparkContext.getOrCreate(conf));
        spark.setLogLevel("ERROR");
        return spark;
    }
}
