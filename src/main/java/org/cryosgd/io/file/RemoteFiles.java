/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads files that are named by an address, such as {@code hdfs://host/folder/stack.mrcs}. A reader of another module is found by
 * {@link ServiceLoader}. A {@link Path} keeps an address but for the number of its slashes. Thread safe.
 */
public interface RemoteFiles {
    /**
     * Opens a file that is read at any position, by several threads at once.
     *
     * @throws IOException one line that names the address
     */
    FileChannel open(String address) throws IOException;

    /** A letter and a colon alone are a drive. */
    Pattern ADDRESS = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]+):/+(.*)");

    /** Whether a path is an address: its beginning is no folder here. */
    static boolean isAddress(Path path) {
        return ADDRESS.matcher(path.toString()).matches() && !Files.exists(path);
    }

    /** Opens the file of an address. */
    static FileChannel open(Path path) throws IOException {
        Matcher matcher = ADDRESS.matcher(path.toString());
        if (!matcher.matches()) throw new IOException(path + ": is no address.");
        String local = matcher.group(1).equals("file") ? "///" : "//";
        String address = matcher.group(1) + ":" + local + matcher.group(2);
        RemoteFiles reader = ServiceLoader.load(RemoteFiles.class, RemoteFiles.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IOException(address
                        + ": this program reads files of this machine only. Copy the file, or use ./cryosgd-spark."));
        return reader.open(address);
    }
}
