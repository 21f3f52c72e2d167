/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.cryosgd.io.file.RemoteFiles;

/** Files of Hadoop's file systems, such as {@code hdfs:} and {@code s3a:}, with the settings {@code spark.hadoop.*} of the application. */
public final class HadoopFiles implements RemoteFiles {
    /** Seconds. File systems whose server is silent try again for many minutes, and say nothing. */
    private static final int PATIENCE = 60;

    @Override
    public FileChannel open(String address) throws IOException {
        return open(address, PATIENCE);
    }

    /** Opens a file, or ends with an error after some seconds. */
    static FileChannel open(String address, int seconds) throws IOException {
        FutureTask<FileChannel> opening = new FutureTask<>(() -> channel(address));
        Thread thread = new Thread(opening, "open " + address);
        thread.setDaemon(true);
        thread.start();
        try {
            return opening.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException(address + ": no answer in " + seconds + " s. Check host and port.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(address + ": stopped while it was opened.");
        } catch (ExecutionException e) {
            throw new IOException(address + ": " + fault(e.getCause()), e.getCause());
        } finally {
            opening.cancel(true);
        }
    }

    private static FileChannel channel(String address) throws IOException {
        Path path = new Path(address);
        FileSystem files = path.getFileSystem(settings());
        return new HadoopChannel(files.open(path), files.getFileStatus(path).getLen());
    }

    /** What is wrong and what to do. */
    private static String fault(Throwable e) {
        if (e instanceof FileNotFoundException) return "no such file. Check the path, and the bucket of s3a:.";
        if (e instanceof UnsupportedFileSystemException || e.getCause() instanceof ClassNotFoundException)
            return "Spark has no file system of this kind. Give it one, for s3a with --packages"
                    + " org.apache.hadoop:hadoop-aws:3.4.2.";
        Throwable first = e;
        while (first.getCause() != null) first = first.getCause();
        String message = String.valueOf(first.getMessage()).lines().findFirst().orElse("");
        return "cannot be opened (" + first.getClass().getSimpleName() + ": " + message
                + "). Check host, port and permission.";
    }

    private static Configuration settings() {
        SparkEnv here = SparkEnv.get();
        return SparkHadoopUtil.get().newConfiguration(here == null ? new SparkConf() : here.conf());
    }
}
