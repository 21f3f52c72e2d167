/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cryosgd.io.star.ParticleStar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stacks that a table names by an address are read through Hadoop's file systems, by the driver and by the executors. */
class HadoopFilesTest {
    private static final Path SAMPLE =
            Path.of("../sample-images").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    private Path table(String address) throws IOException {
        String table = Files.readString(SAMPLE.resolve("particles.star"));
        assertTrue(table.contains("@particles.mrcs"));
        return Files.writeString(folder.resolve("particles.star"), table.replace("@particles.mrcs", "@" + address));
    }

    private String[] reconstruct(Path table, String volume) {
        return new String[] {
            "reconstruct", "particles=" + table, "epochs=1", "report=false", "volume=" + folder.resolve(volume)
        };
    }

    /** viewfs: is a file system of links, here to a folder of this machine: {@link OnSpark#prepare}. */
    @Test
    void stacksOfAddressesGiveTheSameMap() throws Exception {
        OnThreads.run(OnSpark.SHARDS, folder, reconstruct(SAMPLE.resolve("particles.star"), "threads.mrc"));
        for (String address :
                List.of("file://" + SAMPLE.resolve("particles.mrcs"), "viewfs://cluster/data/particles.mrcs")) {
            OnSpark.run(reconstruct(table(address), "spark.mrc"));
            OnSpark.same(folder.resolve("threads.mrc"), folder.resolve("spark.mrc"));
            Files.delete(folder.resolve("spark.mrc"));
        }
    }

    @Test
    void addressThatLeadsNowhereIsOneLine() throws Exception {
        for (String address : new String[] {"file:///no/such.mrcs", "nosuch://host/stack.mrcs"}) {
            Path table = table(address);
            IOException e = assertThrows(IOException.class, () -> ParticleStar.open(table, null));
            assertEquals(1, e.getMessage().lines().count());
            assertTrue(e.getMessage().contains(address), e.getMessage());
        }
    }
}
