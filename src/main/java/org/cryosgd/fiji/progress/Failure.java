/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.progress;

import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.file.OutputException;
import org.cryosgd.particles.ImageException;

/**
 * What to tell the user about an exception.
 *
 * @param status whether the user or the computation is to blame
 * @param message one line
 * @param cause the exception itself, without the wrappers of thread pools
 */
public record Failure(Status status, String message, Throwable cause) {
    /** How a run ended. */
    public enum Status {
        OK,
        /** The user can repair it: a file, a value. */
        INPUT,
        /** The computation could not be finished. */
        FAILED
    }

    public Failure {
        message = message == null ? null : Printable.line(message);
    }

    private static final int LINE = 90;

    /** Whether stack traces are wanted. */
    public static final boolean DEBUG = "1".equals(System.getenv("CRYOSGD_DEBUG"));

    public static Failure of(Throwable thrown) {
        Throwable e = unwrapped(thrown);
        if (e instanceof FormatException
                || e instanceof ImageException
                || e instanceof OutputException
                || e instanceof IllegalArgumentException
                || e instanceof FileNotFoundException) return new Failure(Status.INPUT, oneLine(e), e);
        if (e instanceof NoSuchFileException f) return new Failure(Status.INPUT, "no such file: " + f.getFile(), e);
        if (e instanceof AccessDeniedException f)
            return new Failure(Status.INPUT, "no permission to use " + f.getFile(), e);
        if (e instanceof FileAlreadyExistsException f)
            return new Failure(Status.INPUT, f.getFile() + " exists already", e);
        if (e instanceof NotDirectoryException f) return new Failure(Status.INPUT, f.getFile() + " is not a folder", e);
        if (e instanceof FileSystemException f && f.getReason() == null)
            return new Failure(Status.FAILED, "cannot use file " + f.getFile(), e);
        if (e instanceof CancellationException) return new Failure(Status.FAILED, e.getMessage(), e);
        if (e instanceof OutOfMemoryError) return new Failure(Status.FAILED, outOfMemory(), e);
        return new Failure(Status.FAILED, oneLine(e), e);
    }

    /** A message for a dialog, which does not break lines itself. */
    public static String wrapped(String message) {
        return message.replaceAll("(.{1," + LINE + "})(?: +|$)|(.{" + LINE + "})", "$1$2\n")
                .strip();
    }

    private static String outOfMemory() {
        long limit = Runtime.getRuntime().maxMemory() >> 20;
        return "not enough memory (" + limit + " MB allowed): allow more with CRYOSGD_JAVA_OPTS=-Xmx8g, on Spark with "
                + "CRYOSGD_SPARK_OPTS='--driver-memory 8g', in Fiji with Edit > Options > Memory & Threads, or choose a smaller box or cache, or fewer particles";
    }

    private static Throwable unwrapped(Throwable e) {
        while (e.getCause() != null && isWrapper(e)) e = e.getCause();
        return e;
    }

    private static boolean isWrapper(Throwable e) {
        return e instanceof ExecutionException
                || e instanceof CompletionException
                || e instanceof UncheckedIOException
                || e.getClass() == RuntimeException.class
                        && e.getCause().toString().equals(e.getMessage());
    }

    private static String oneLine(Throwable e) {
        String message = e.getMessage();
        boolean isOurs = message != null
                && (e instanceof java.io.IOException
                        || e instanceof IllegalArgumentException
                        || e.getClass() == IllegalStateException.class
                        || e.getClass() == RuntimeException.class);
        if (isOurs) return message.strip().replaceAll("\\s*\\R\\s*", " ");
        // The text of such an exception alone ("Index 3 out of bounds") tells a user nothing.
        String text = ("unexpected " + e.getClass().getSimpleName() + (message == null ? "" : ": " + message))
                + " (CRYOSGD_DEBUG=1 shows where)";
        return text.replaceAll("\\s*\\R\\s*", " ");
    }
}
