/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.cryosgd.images.Batch;
import org.cryosgd.images.Images;
import org.cryosgd.images.PartPacking;
import org.cryosgd.images.PartSums;
import org.cryosgd.images.Place;
import org.cryosgd.images.Shards;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.projection.SliceData;

/**
 * Packed images on Spark's executors. Each part is packed once and stays there; a part that is lost is packed again from the
 * same files. A sum is one job: the work goes out, the sums of each part come back and are added in the order of the parts, so
 * that the bits are those of threads with as many parts.
 */
final class SparkImages implements Images {
    private static final String STOPPED = "stopped in the first pass: no result yet";
    private static final String NOTHING = "stopped before there was a result: nothing is written";

    private final JavaSparkContext spark;
    private final HalfDisc disc;
    private final float[][] noise;
    private final float[][] energies;
    private final int partSize;
    private final JavaRDD<Packed> parts;
    private final Broadcast<PartPacking> packing;
    private boolean closed;

    private SparkImages(JavaSparkContext spark, PartPacking packing, int partSize, StorageLevel level) {
        this.spark = spark;
        this.partSize = partSize;
        this.packing = spark.broadcast(packing);
        disc = new HalfDisc(packing.radius());
        noise = packing.noise();
        int count = packing.set().size();
        energies = new float[count][];
        List<Integer> numbers = new ArrayList<>();
        for (int part = 0; part * (long) partSize < count; part++) numbers.add(part);
        Broadcast<PartPacking> recipe = this.packing;
        parts = spark.parallelize(numbers, numbers.size())
                .map(part -> Packed.of(recipe.value(), part * partSize, Math.min(count, (part + 1) * partSize)))
                .setName("packed images")
                .persist(level);
    }

    /** One part where it is kept, or why it could not be packed. */
    private record Packed(PartPacking.Part part, String error) implements Serializable {
        static Packed of(PartPacking packing, int first, int end) {
            try {
                return new Packed(packing.pack(first, end), null);
            } catch (IOException e) {
                return new Packed(
                        null,
                        e.getMessage() + " This was on the executor at " + host()
                                + ": all machines must be able to read the file under this name.");
            }
        }

        private static String host() {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (IOException e) {
                return "an unknown address";
            }
        }
    }

    /** What the driver keeps of a part. */
    private record Kept(int first, float[][] energies, float[][] prints, String error) implements Serializable {
        static Kept of(Packed packed) {
            return packed.error != null
                    ? new Kept(0, null, null, packed.error)
                    : new Kept(packed.part.first(), packed.part.energies(), packed.part.prints(), null);
        }
    }

    /** Packs all images of the set on the executors. */
    static Place.Packed pack(JavaSparkContext spark, PartPacking packing, int[][] sets, ProgressMonitor monitor)
            throws IOException {
        int count = packing.set().size();
        HalfDisc disc = new HalfDisc(packing.radius());
        int partSize = Shards.rangeSize(count);
        boolean spill = spark.getConf().getBoolean("spark.cryosgd.spill", false);
        SparkMemory.check(spark, 12L * disc.size() * count, (count + partSize - 1) / partSize, spill, monitor);
        StorageLevel level = spill ? StorageLevel.MEMORY_AND_DISK() : StorageLevel.MEMORY_ONLY();
        SparkImages images = new SparkImages(spark, packing, partSize, level);
        float[][] prints = images.read(monitor);
        Map<Integer, Integer> moved = new HashMap<>();
        int[][] after = packing.setsOf(sets, prints, moved, monitor);
        if (!moved.isEmpty()) {
            // with the noise of their new half set
            moved.forEach((copy, first) -> packing.noise()[copy] = packing.noise()[first]);
            images.close();
            images = new SparkImages(spark, packing, partSize, level);
            images.read(monitor);
        }
        return new Place.Packed(images, after);
    }

    private float[][] read(ProgressMonitor monitor) throws IOException {
        float[][] prints = new float[size()][];
        monitor.at(0, size(), "Reading particles");
        for (Kept kept : SparkJob.run(
                spark,
                "Reading particles",
                parts.map(Kept::of),
                0,
                monitor,
                "stopped while the particles were read: there is no map yet")) {
            if (kept.error != null) {
                close();
                throw new FormatException(kept.error);
            }
            System.arraycopy(kept.energies, 0, energies, kept.first, kept.energies.length);
            System.arraycopy(kept.prints, 0, prints, kept.first, kept.prints.length);
        }
        monitor.at(size(), size(), "Reading particles");
        return prints;
    }

    /** What a task does: some images of its part. */
    private record Assigned<X>(int number, int[] numbers, X with) implements Serializable {}

    /** Work for the parts of a batch; parts without images have none. */
    private <X> JavaRDD<Assigned<X>> assign(int[] numbers, List<int[]> places, Function<int[], X> with) {
        List<Assigned<X>> assigned = new ArrayList<>(Collections.nCopies(parts.getNumPartitions(), null));
        for (int[] theirs : places) {
            int[] chosen = Arrays.stream(theirs).map(place -> numbers[place]).toArray();
            int part = chosen[0] / partSize;
            assigned.set(part, new Assigned<>(part, chosen, with.apply(theirs)));
        }
        return spark.parallelize(assigned, assigned.size());
    }

    @Override
    public double sum(Batch batch, Work work, float[][] sums, ProgressMonitor monitor, String what) {
        if (monitor.stopped()) throw new CancellationException(STOPPED);
        monitor.at(0, batch.size(), what);
        int[] lengths = new int[sums.length];
        for (int s = 0; s < sums.length; s++) lengths[s] = sums[s].length;
        Batch.Weighting weighting = batch.weighting();
        List<int[]> places = batch.parts(partSize);
        JavaRDD<Assigned<Batch.Weighting>> assigned =
                assign(batch.numbers(), places, theirs -> weighting == null ? null : weighting.only(theirs));
        // as bytes: in local mode an object would be shared, and a work may hold scratch
        byte[] bytes = SparkJob.bytes(work);
        Broadcast<byte[]> sent = spark.broadcast(bytes);
        try {
            JavaRDD<Slabs.Summed> summed = parts.zipPartitions(assigned, (packed, mine) -> {
                Assigned<Batch.Weighting> own = mine.next();
                return own == null
                        ? List.<Slabs.Summed>of().iterator()
                        : List.of(sum(packed.next().part, own, SparkJob.read(sent.value()), lengths))
                                .iterator();
            });
            String name = (what.isEmpty() ? "Pass" : what) + ", " + batch.size() + " images";
            return add(summed(name, summed, places.size(), sums.length > 0, bytes.length, monitor), work, sums);
        } finally {
            sent.destroy();
        }
    }

    /** The sums of each part in their order, or those of all parts, added on the executors. */
    private List<Slabs.Summed> summed(
            String name,
            JavaRDD<Slabs.Summed> summed,
            int count,
            boolean volumes,
            long bytesOut,
            ProgressMonitor monitor) {
        int slabs = Slabs.count(spark, count);
        if (slabs == 0 || count < 2 || !volumes) return SparkJob.run(spark, name, summed, bytesOut, monitor, STOPPED);
        Slabs.Added added = Slabs.of(summed, slabs);
        try {
            return List.of(Slabs.Added.whole(SparkJob.run(spark, name, added.slabs(), bytesOut, monitor, STOPPED)));
        } finally {
            added.clean(spark);
        }
    }

    private static double add(List<Slabs.Summed> parts, Work work, float[][] sums) {
        double value = 0;
        PartSums total = new PartSums(sums);
        for (Slabs.Summed summed : parts) {
            value += summed.value();
            float[][] next = total.next();
            for (int s = 0; s < sums.length; s++) work.unpack(summed.sums()[s], next[s]);
            total.add();
        }
        return value;
    }

    @Override
    public boolean elsewhere() {
        return true;
    }

    @Override
    public <I, R> List<OfPart<R>> onParts(
            int[] numbers, List<I> known, PartWork<I, R> work, ProgressMonitor monitor, String what) {
        if (monitor.stopped()) throw new CancellationException(NOTHING);
        List<int[]> places = Batch.of(numbers).parts(partSize);
        JavaRDD<Assigned<List<I>>> assigned = assign(
                numbers,
                places,
                theirs -> new ArrayList<>(
                        Arrays.stream(theirs).mapToObj(known::get).toList()));
        byte[] bytes = SparkJob.bytes(work);
        Broadcast<byte[]> sent = spark.broadcast(bytes);
        long id = sent.id();
        int radius = disc.radius();
        try {
            JavaRDD<R> found = parts.zipPartitions(assigned, (packed, mine) -> {
                Assigned<List<I>> own = mine.next();
                if (own == null) return List.<R>of().iterator();
                Images images = packed.next().part.view(new HalfDisc(radius));
                PartWork<I, R> same = LastWork.of(id, () -> SparkJob.read(sent.value()));
                return List.of(SparkJob.onThreads(() -> same.of(images, own.numbers, own.with)))
                        .iterator();
            });
            List<R> results = SparkJob.run(spark, what, found, bytes.length, monitor, NOTHING);
            List<OfPart<R>> ofParts = new ArrayList<>();
            for (int part = 0; part < places.size(); part++)
                ofParts.add(new OfPart<>(places.get(part), results.get(part)));
            return ofParts;
        } finally {
            sent.destroy();
        }
    }

    private static Slabs.Summed sum(PartPacking.Part part, Assigned<Batch.Weighting> own, Work work, int[] lengths)
            throws Exception {
        float[][] sums = new float[lengths.length][];
        for (int s = 0; s < sums.length; s++) sums[s] = new float[lengths[s]];
        Batch mine = new Batch(own.numbers, own.with);
        int[] places = IntStream.range(0, mine.size()).toArray();
        double value = SparkJob.onThreads(() -> work.sum(
                mine.pieces((numbers, from) -> part.images(Arrays.copyOfRange(numbers, from, numbers.length)), places),
                sums));
        float[][] packed = new float[sums.length][];
        for (int s = 0; s < sums.length; s++) packed[s] = work.pack(sums[s]);
        return new Slabs.Summed(own.number, value, packed);
    }

    @Override
    public int size() {
        return energies.length;
    }

    @Override
    public HalfDisc disc() {
        return disc;
    }

    @Override
    public float[] noise(int i) {
        return noise[i];
    }

    @Override
    public float[] ringEnergy(int i) {
        return energies[i];
    }

    @Override
    public List<SliceData> load(int[] numbers, int from) {
        throw new IllegalStateException("packed images stay on Spark's executors: use ./cryosgd on one machine");
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        parts.unpersist(false);
        packing.destroy();
    }
}
