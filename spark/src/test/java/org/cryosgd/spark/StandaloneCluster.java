/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A master and workers of Spark on the loopback, each in a process of its own, which end with this object. */
final class StandaloneCluster implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("spark://127\\.0\\.0\\.1:\\d+");

    private final Path folder;
    private final Process master;
    private final String address;
    private final List<Process> workers = new ArrayList<>();

    /** @param cores of each worker, and of its executor */
    StandaloneCluster(Path folder, int count, int cores) throws Exception {
        this.folder = folder;
        Path log = folder.resolve("master.log");
        master = start(
                log,
                "org.apache.spark.deploy.master.Master",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--webui-port",
                "0");
        try {
            address = find(log, ADDRESS);
            for (int i = 0; i < count; i++) addWorker(cores);
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    String address() {
        return address;
    }

    private void addWorker(int cores) throws Exception {
        Path log = folder.resolve("worker" + workers.size() + ".log");
        workers.add(start(
                log,
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--webui-port",
                "0",
                "--cores",
                String.valueOf(cores),
                "--memory",
                "1g",
                "--work-dir",
                folder.resolve("work" + workers.size()).toString(),
                address));
        find(log, Pattern.compile("Successfully registered with master"));
    }

    private Process start(Path log, String... arguments) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getenv("SPARK_HOME"), "bin", "spark-class").toString());
        line.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("SPARK_DAEMON_MEMORY", "256m");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        return builder.start();
    }

    private static String find(Path log, Pattern pattern) throws Exception {
        for (int tenth = 0; tenth < 1200; tenth++) {
            if (Files.exists(log)) {
                Matcher matcher = pattern.matcher(Files.readString(log));
                if (matcher.find()) return matcher.group();
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException(pattern + " did not appear in " + log + ": " + Files.readString(log));
    }

    /** Ends the executors of a worker as a crash does; the worker starts others. Returns how many there were. */
    long killExecutors(int worker) {
        return workers.get(worker)
                .children()
                .filter(ProcessHandle::destroyForcibly)
                .count();
    }

    /** Ends a worker as a crash does; its executors notice. */
    void killWorker(int worker) {
        workers.get(worker).destroyForcibly();
    }

    @Override
    public void close() {
        List<Process> all = new ArrayList<>(workers);
        all.add(master);
        for (Process process : all) {
            List<ProcessHandle> executors = process.children().toList();
            process.destroyForcibly();
            executors.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
