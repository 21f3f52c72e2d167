/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.jdk.javaapi.CollectionConverters;

/** Jobs, seconds and bytes of each kind of job. Thread safe. */
final class Traffic extends SparkListener {
    /** Of one kind of job. */
    private static final class Sums {
        private long jobs;
        private double seconds;
        private long bytesOut;
        private long bytesBack;
    }

    private static final String DESCRIPTION = "spark.job.description";

    private final Map<String, Sums> kinds = new LinkedHashMap<>();
    private final Map<Integer, String> kindOfStage = new ConcurrentHashMap<>();
    private final Map<Integer, List<Integer>> stagesOfJob = new ConcurrentHashMap<>();

    /** "poses" of "Epoch 1, half 2, batch 3 of 20: poses", "Epoch" of "Epoch 3, map 1, 500 images". */
    static String kind(String job) {
        int colon = job.indexOf(": ");
        String last = colon < 0 ? job : job.substring(colon + 2);
        String first = last.split(",", 2)[0];
        return first.replaceAll(" ?[0-9]+", "");
    }

    /**
     * Counts a job.
     *
     * @param bytesOut what each executor gets
     */
    synchronized void add(String job, double seconds, long bytesOut) {
        Sums sums = of(kind(job));
        sums.jobs++;
        sums.seconds += seconds;
        sums.bytesOut += bytesOut;
    }

    private Sums of(String kind) {
        return kinds.computeIfAbsent(kind, name -> new Sums());
    }

    @Override
    public void onJobStart(SparkListenerJobStart start) {
        Properties properties = start.properties();
        String job = properties == null ? null : properties.getProperty(DESCRIPTION);
        if (job == null) return;
        List<Integer> stages = new ArrayList<>();
        for (Object stage : CollectionConverters.asJava(start.stageIds())) stages.add((Integer) stage);
        for (int stage : stages) kindOfStage.put(stage, kind(job));
        stagesOfJob.put(start.jobId(), stages);
    }

    /** Nothing is kept of jobs that are over. */
    @Override
    public void onJobEnd(SparkListenerJobEnd end) {
        List<Integer> stages = stagesOfJob.remove(end.jobId());
        if (stages != null) stages.forEach(kindOfStage::remove);
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        String kind = kindOfStage.get(end.stageId());
        if (kind == null || end.taskMetrics() == null) return;
        synchronized (this) {
            of(kind).bytesBack += end.taskMetrics().resultSize();
        }
    }

    /** All that was counted: bytes that each executor got, and bytes that came back from all of them. */
    Map<String, Map<String, Number>> table() {
        try {
            Application.context().sc().listenerBus().waitUntilEmpty(2000);
        } catch (TimeoutException e) {
            // the last bytes are not counted
        }
        Map<String, Map<String, Number>> table = new LinkedHashMap<>();
        synchronized (this) {
            kinds.forEach((kind, sums) -> {
                Map<String, Number> row = new LinkedHashMap<>();
                row.put("jobs", sums.jobs);
                row.put("seconds", sums.seconds);
                row.put("bytesToEachExecutor", sums.bytesOut);
                row.put("bytesBack", sums.bytesBack);
                table.put(kind, row);
            });
        }
        return table;
    }
}
