/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.console;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.cryosgd.fiji.progress.Printable;
import org.cryosgd.fiji.progress.TimeLeft;
import org.cryosgd.math.ProgressMonitor;

/**
 * Shows progress on the command line: one line that is drawn over on a terminal, otherwise few plain lines.
 * Remarks go to standard output, progress and warnings to standard error.
 */
public final class ConsoleMonitor implements ProgressMonitor, AutoCloseable {
    private static final long SECOND = 1_000_000_000;
    private static final int BAR = 20;
    private static final int WIDTH = 79;
    /** Numbers within the text of a stage do not make it another stage. */
    private static final Pattern NUMBERS = Pattern.compile("[-+]?[0-9][0-9.,]*(e[-+]?[0-9]+)?");

    private final PrintStream out;
    private final PrintStream err;
    private final boolean isTerminal;
    private final LongSupplier nanos;

    private String stage = "";
    private long stageStart;
    private long stageDone;
    private long lastTime;
    private long lastTenth;
    private int drawn;

    public ConsoleMonitor(PrintStream out, PrintStream err, boolean isTerminal) {
        this(out, err, isTerminal, System::nanoTime);
    }

    public ConsoleMonitor(PrintStream out, PrintStream err, boolean isTerminal, LongSupplier nanos) {
        this.out = out;
        this.err = err;
        this.isTerminal = isTerminal;
        this.nanos = nanos;
    }

    @Override
    public synchronized void at(long done, long total, String what) {
        if (total <= 0) return;
        advance(done, total, Printable.line(what));
    }

    private void advance(long done, long total, String what) {
        long now = nanos.getAsLong();
        String name = NUMBERS.matcher(what).replaceAll("");
        boolean isNew = !name.equals(stage) || done < stageDone;
        if (isNew) {
            stage = name;
            stageStart = now;
            lastTime = now;
            lastTenth = 0;
        }
        boolean isEnd = done >= total && (isNew || stageDone < total);
        stageDone = done;
        if (isTerminal) draw(done, total, what, now, isNew || isEnd);
        else print(done, total, what, now, isEnd);
    }

    private void draw(long done, long total, String what, long now, boolean always) {
        if (!always && now - lastTime < SECOND / 10) return;
        lastTime = now;
        int filled = (int) (BAR * Math.min(done, total) / total);
        String line = String.format(
                Locale.ROOT, "[%s%s] %3d %%  ", "#".repeat(filled), ".".repeat(BAR - filled), 100 * done / total);
        String tail = TimeLeft.text(now - stageStart, done, total);
        int room = Math.max(0, WIDTH - line.length() - tail.length());
        line += (what.length() > room ? what.substring(0, room) : what) + tail;
        err.print("\r" + line + " ".repeat(Math.max(0, drawn - line.length())));
        err.flush();
        drawn = line.length();
    }

    private void print(long done, long total, String what, long now, boolean isEnd) {
        long tenth = 10 * done / total;
        boolean isDue = tenth > lastTenth && now - lastTime >= SECOND;
        if (!isDue && !(isEnd && now - stageStart >= SECOND)) return;
        lastTenth = tenth;
        lastTime = now;
        err.println(String.format(
                Locale.ROOT, "%3d %%  %s%s", 100 * done / total, what, TimeLeft.text(now - stageStart, done, total)));
    }

    @Override
    public synchronized void say(String line) {
        wipe();
        out.println(Printable.line(line));
        out.flush();
    }

    @Override
    public void warn(String line) {
        note("Warning: " + line);
    }

    /** A line for the user that is no part of the result. */
    public synchronized void note(String line) {
        wipe();
        err.println(Printable.line(line));
    }

    private void wipe() {
        if (drawn == 0) return;
        err.print("\r" + " ".repeat(drawn) + "\r");
        err.flush();
        drawn = 0;
    }

    @Override
    public synchronized void close() {
        wipe();
    }
}
