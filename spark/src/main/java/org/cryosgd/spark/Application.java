/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.cryosgd.images.Shards;

/** The Spark application that this process drives, and the number of shards of its runs. */
final class Application {
    private static SparkContext listenedTo;
    private static Traffic traffic;

    private Application() {}

    /** What went to and fro in this application. */
    static synchronized Traffic traffic() {
        SparkContext now = context().sc();
        if (now != listenedTo) {
            traffic = new Traffic();
            now.addSparkListener(traffic);
            listenedTo = now;
        }
        return traffic;
    }

    /** The one that is there, or a new one. */
    static JavaSparkContext context() {
        SparkConf conf = new SparkConf()
                .setIfMissing("spark.master", "local[*]")
                .setIfMissing("spark.app.name", "CryoSGD")
                .setIfMissing("spark.ui.showConsoleProgress", "false")
                .setIfMissing("spark.driver.maxResultSize", "0");
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(SparkContext.getOrCreate(conf));
        spark.setLogLevel("ERROR");
        return spark;
    }

    /**
     * What {@code spark.cryosgd.shards} says; without it as many as tasks run at once. It is chosen once, and kept as the
     * property {@value Shards#PROPERTY}, for all that sums in this process.
     */
    static int shards() {
        int asked = Shards.asked();
        if (asked > 0) return asked;
        JavaSparkContext spark = context();
        String text = spark.getConf().get("spark.cryosgd.shards", "");
        int shards = text.isEmpty() ? Executors.tasksAtOnce(spark) : number(text);
        System.setProperty(Shards.PROPERTY, String.valueOf(shards));
        return shards;
    }

    private static int number(String text) {
        try {
            int shards = Integer.parseInt(text.strip());
            if (shards >= 1) return shards;
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("spark.cryosgd.shards is " + text
                + ". Give a whole number of at least 1, such as the number of executors.");
    }
}
