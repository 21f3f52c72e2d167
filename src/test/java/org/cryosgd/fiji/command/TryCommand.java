/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.command;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.math.ProgressMonitor;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** A command with a key of each kind that computes little and fails in each way. */
@Plugin(
        type = Command.class,
        name = "try",
        menuPath = "Plugins>CryoSGD>Try...",
        headless = true,
        description = "Adds numbers, for tests.")
public class TryCommand extends CryoCommand {
    public static volatile CountDownLatch started = new CountDownLatch(1);

    @Parameter(label = "Steps", description = "How many numbers are added.", min = "1", max = "1000", persist = false)
    private int steps = 4;

    @Parameter(label = "Weight", description = "Factor of each number.", min = "0", persist = false)
    private double weight = 1.5;

    @Parameter(
            label = "Failure",
            description = "What goes wrong.",
            choices = {"none", "format", "value", "file", "io", "bug", "memory", "pool", "wait"},
            persist = false)
    private String failure = "none";

    @Parameter(label = "Loud", description = "Says each step.", persist = false)
    private boolean loud;

    @Parameter(label = "Note", description = "Free text.", required = false, persist = false)
    private String note = "";

    @Parameter(label = "List", description = "A file that is read.", required = false, persist = false)
    private File list;

    @Parameter(label = "Sum", description = "Where the sum is written.", style = "save", persist = false)
    private File sum;

    @Override
    protected void execute(ProgressMonitor monitor) throws Exception {
        double total = 0;
        started.countDown();
        for (int i = 1; i <= steps || failure.equals("wait"); i++) {
            if (monitor.stopped()) break;
            if (failure.equals("wait")) Thread.sleep(1);
            total += weight * i;
            monitor.at(Math.min(i, steps), steps, "Adding " + i);
            if (loud) monitor.say("step " + i);
        }
        fail();
        if (!note.isEmpty()) monitor.warn(note);
        Files.writeString(sum.toPath(), Double.toString(total));
        monitor.say("sum " + total);
    }

    private void fail() throws Exception {
        switch (failure) {
            case "format" -> throw new FormatException("p.star:31: no column _rlnDefocusU\n  (add it)");
            case "value" -> throw new IllegalArgumentException("box must be even, found 17");
            case "file" -> throw new NoSuchFileException("gone.mrc");
            case "io" -> throw new IOException("disk is full");
            case "bug" -> throw new NullPointerException();
            case "memory" -> throw new OutOfMemoryError("Java heap space");
            case "pool" -> throw new RuntimeException(new ExecutionException(new FormatException("p.star:7: broken")));
            default -> {}
        }
    }
}
