/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** What is needed so that a power cut finds on the disk what the program has done; not spoilt by interrupts. */
final class Disk {
    private Disk() {}

    /** Waits until the content of a file is on the disk. */
    static void sync(Path file) throws IOException {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            content.getFD().sync();
        }
    }

    /** Waits until the names in a folder are on the disk, where the system can do that (Windows cannot). */
    static void syncFolder(Path folder) {
        boolean interrupted = false;
        while (true) {
            interrupted |= Thread.interrupted();
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
                break;
            } catch (ClosedByInterruptException e) {
                continue;
            } catch (IOException notPossible) {
                break;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    /** Gives a file another name in its folder, replacing what has it. */
    static void rename(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Deletes a file that is not needed any more; if that fails it stays. */
    static void drop(Path file) {
        try {
            if (file != null) Files.deleteIfExists(file);
        } catch (IOException stays) {
            // the next run tries again
        }
    }
}
