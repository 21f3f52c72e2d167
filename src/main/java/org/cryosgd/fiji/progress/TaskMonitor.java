/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.progress;

import ij.IJ;
import java.awt.GraphicsEnvironment;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.cryosgd.math.ProgressMonitor;
import org.scijava.app.StatusService;
import org.scijava.log.LogService;
import org.scijava.task.Task;
import org.scijava.task.TaskService;

/**
 * Shows progress in windows: ImageJ's bar, status line and log where there is an ImageJ, otherwise SciJava's; in both
 * cases a task, which Fiji gives a cancel button. Esc stops. Any of the services may be null.
 */
public final class TaskMonitor implements ProgressMonitor, AutoCloseable {
    /** More updates than this per second are not seen by anyone. */
    private static final long NANOS_BETWEEN_UPDATES = 50_000_000;

    private final Task task;
    private final StatusService status;
    private final LogService log;
    private final BooleanSupplier stop;
    private final boolean imageJ = !GraphicsEnvironment.isHeadless() && IJ.getInstance() != null;
    private final TimeLeft timeLeft = new TimeLeft(System::nanoTime);
    private final ReentrantLock updating = new ReentrantLock();
    private String lastWhat;
    private long lastUpdate;

    public TaskMonitor(String title, TaskService tasks, StatusService status, LogService log, BooleanSupplier stop) {
        this.task = tasks == null ? null : tasks.createTask("CryoSGD: " + title);
        this.status = status;
        this.log = log;
        this.stop = stop;
        if (task != null) task.start();
        if (imageJ) IJ.resetEscape();
    }

    @Override
    public void at(long done, long total, String what) {
        // an update waits for the windows' thread: those who compute must not wait in turn
        if (!updating.tryLock()) return;
        try {
            update(done, total, Printable.line(what));
        } finally {
            updating.unlock();
        }
    }

    private void update(long done, long total, String what) {
        long now = System.nanoTime();
        String tail = timeLeft.after(done, total, what);
        boolean isNew = !what.equals(lastWhat) || done >= total;
        if (!isNew && now - lastUpdate < NANOS_BETWEEN_UPDATES) return;
        lastUpdate = now;
        lastWhat = what;
        if (task != null) {
            task.setProgressMaximum(total);
            task.setProgressValue(done);
            task.setStatusMessage(what + tail);
        }
        if (imageJ && total > 0) {
            IJ.showProgress((double) done / total);
            IJ.showStatus("!CryoSGD: " + what + tail + " (Esc stops)");
        } else if (status != null && total > 0) status.showStatus((int) (1000 * done / total), 1000, what + tail);
    }

    @Override
    public void say(String text) {
        String line = Printable.line(text);
        if (imageJ) IJ.log(line);
        else if (log != null) log.info(line);
        if (!imageJ && status != null) status.showStatus(line);
    }

    @Override
    public void warn(String text) {
        String line = Printable.line(text);
        if (imageJ) IJ.log("Warning: " + line);
        else if (log != null) log.warn(line);
        if (!imageJ && status != null) status.showStatus(line);
    }

    @Override
    public boolean stopped() {
        return stop.getAsBoolean() || imageJ && IJ.escapePressed() || task != null && task.isCanceled();
    }

    @Override
    public void close() {
        if (task != null) task.finish();
        if (imageJ) {
            IJ.showProgress(1);
            IJ.protectStatusBar(false);
            IJ.showStatus("");
        } else if (status != null) status.clearStatus();
    }
}
