/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A run of {@code ./cryosgd-spark}, which gives the jar of this module to {@code spark-submit}. */
record Submitted(Process process, Path out, Path err) {
    /**
     * Starts it.
     *
     * @param options of {@code spark-submit}, divided by spaces
     */
    static Submitted start(String master, String options, Path folder, List<String> arguments) throws Exception {
        return start(master, options, folder, Path.of(""), arguments);
    }

    /** The same with the working folder {@code there}. */
    static Submitted start(String master, String options, Path folder, Path there, List<String> arguments)
            throws Exception {
        List<String> line = new ArrayList<>();
        line.add(Path.of("..", "cryosgd-spark").toAbsolutePath().normalize().toString());
        line.addAll(arguments);
        Path out = Files.createTempFile(folder, "spark", ".out");
        Path err = Files.createTempFile(folder, "spark", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.directory(there.toAbsolutePath().toFile());
        builder.environment().put("CRYOSGD_SPARK_MASTER", master);
        builder.environment().put("CRYOSGD_SPARK_OPTS", "--conf spark.ui.enabled=false " + options);
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        return new Submitted(builder.start(), out, err);
    }

    /** Waits until standard output says something. */
    void await(String text) throws Exception {
        while (process.isAlive()) {
            if (output().contains(text)) return;
            Thread.sleep(50);
        }
        throw new IllegalStateException("it ended without saying " + text + ": " + output() + errors());
    }

    int status() throws InterruptedException {
        return process.waitFor();
    }

    String errors() throws Exception {
        return Files.readString(err);
    }

    String output() throws Exception {
        return Files.readString(out);
    }

    /** The lines of standard error that are the command's own errors. */
    List<String> failures() throws Exception {
        return errors().lines().filter(line -> line.startsWith("cryosgd")).toList();
    }
}
