/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
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
    @Override
    public FileChannel open(String address) throws IOException {
        try {
            FileSystem files = FileSystem.get(URI.create(address), settings());
            Path path = new Path(address);
            return new HadoopChannel(files.open(path), files.getFileStatus(path).getLen());
        } catch (FileNotFoundException e) {
            throw new IOException(address + ": no such file. Check the path.", e);
        } catch (UnsupportedFileSystemException e) {
            throw new IOException(
                    address + ": Spark has no file system of this kind. Give it one, for s3a with --packages"
                            + " org.apache.hadoop:hadoop-aws:3.4.2.",
                    e);
        } catch (IOException | IllegalArgumentException e) {
            String cause = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new IOException(address + ": cannot be opened (" + cause + ").", e);
        }
    }

    private static Configuration settings() {
        SparkEnv here = SparkEnv.get();
        return SparkHadoopUtil.get().newConfiguration(here == null ? new SparkConf() : here.conf());
    }
}
