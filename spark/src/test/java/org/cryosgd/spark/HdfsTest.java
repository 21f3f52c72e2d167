/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stacks in HDFS, served by a name node and a data node in this process. */
class HdfsTest {
    private static final Path SAMPLE =
            Path.of("../sample-images").toAbsolutePath().normalize();

    @TempDir
    static Path folder;

    private static MiniDFSCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        Configuration settings = new Configuration();
        settings.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
        // the stack has several blocks
        settings.setInt("dfs.blocksize", 1 << 20);
        cluster = new MiniDFSCluster.Builder(settings).build();
        cluster.getFileSystem()
                .copyFromLocalFile(
                        new org.apache.hadoop.fs.Path(
                                SAMPLE.resolve("particles.mrcs").toUri()),
                        new org.apache.hadoop.fs.Path("/data/particles.mrcs"));
    }

    @AfterAll
    static void end() {
        if (cluster != null) cluster.shutdown();
    }

    private static String address(String path) {
        return cluster.getURI() + path;
    }

    @Test
    void mapIsThatOfTheFolder() throws Exception {
        String table = Files.readString(SAMPLE.resolve("particles.star"));
        Path remote = Files.writeString(
                folder.resolve("particles.star"),
                table.replace("@particles.mrcs", "@" + address("/data/particles.mrcs")));
        Path onSpark = folder.resolve("spark.mrc");
        Path onThreads = folder.resolve("threads.mrc");
        OnSpark.run("reconstruct", "particles=" + remote, "epochs=1", "report=false", "volume=" + onSpark);
        OnThreads.run(
                OnSpark.SHARDS,
                folder,
                "reconstruct",
                "particles=" + SAMPLE.resolve("particles.star"),
                "epochs=1",
                "report=false",
                "volume=" + onThreads);
        OnSpark.same(onThreads, onSpark);
    }

    @Test
    void readsAcrossBlocks() throws Exception {
        byte[] all = Files.readAllBytes(SAMPLE.resolve("particles.mrcs"));
        int from = (1 << 20) - 100;
        ByteBuffer found = ByteBuffer.allocate(200);
        try (FileChannel file = new HadoopFiles().open(address("/data/particles.mrcs"))) {
            assertEquals(all.length, file.size());
            assertEquals(200, file.read(found, from));
        }
        assertEquals(ByteBuffer.wrap(all, from, 200), found.flip());
    }

    @Test
    void faultsAreOneLine() {
        fault(address("/data/none.mrcs"), "no such file. Check the path");
        fault(address("/data"), "no such file. Check the path");
        fault("hdfs://no.such.host.invalid:8020/stack.mrcs", "UnknownHostException");
        fault("s3a://bucket/stack.mrcs", "--packages");
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS)
    void serverThatDoesNotAnswerIsGivenUp() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "hdfs://localhost:" + silent.getLocalPort() + "/stack.mrcs";
            IOException e = assertThrows(IOException.class, () -> HadoopFiles.open(address, 1));
            assertEquals(address + ": no answer in 1 s. Check host and port.", e.getMessage());
        }
    }

    private static void fault(String address, String expected) {
        IOException e = assertThrows(IOException.class, () -> new HadoopFiles().open(address));
        assertEquals(1, e.getMessage().lines().count());
        assertTrue(e.getMessage().startsWith(address + ": "), e.getMessage());
        assertTrue(e.getMessage().contains(expected), e.getMessage());
    }
}
