/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import static org.cryosgd.math.Require.require;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.cryosgd.io.file.OutputSet;
import org.cryosgd.io.file.SafeFile;
import org.cryosgd.io.mrc.MrcStackWriter;
import org.cryosgd.io.star.ParticleStar;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Shuffle;
import org.cryosgd.math.Tasks;
import org.cryosgd.math.Volume;
import org.cryosgd.optics.AppliedCtf;
import org.cryosgd.optics.Defocus;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.ImageSource;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;

/**
 * Particles of a map with known truth: uniform random views, Gaussian shifts, CTF, white Gaussian noise, two half sets
 * of equal size. {@link SimulatedFaults} makes them less perfect. The signal-to-noise ratio is that before contrast and MTF.
 *
 * <pre>
 * SimulationOptions options = SimulationOptions.defaults().withCount(500);
 * new ParticleSimulation(map, options).write(Path.of("particles.star"), ProgressMonitor.NONE);
 * </pre>
 */
public final class ParticleSimulation {
    private static final int CHUNK = 128;

    /** So many lenses tell how much structural noise passes them. */
    private static final int LENSES = 100;

    /** Streams of random numbers of their own. */
    private static final long MICROGRAPHS = 0x6d6963726f677261L;

    private static final long FAULTS = 0x6661756c74730000L;

    private final Volume map;
    private final SimulationOptions options;
    private final Conformations conformations;
    private final Projections projections;
    private final List<Optics> optics;
    private final List<Optics> recorded;
    private final boolean mixed;
    private final long[] noiseSeeds;
    private final Micrographs micrographs;
    private double noiseSigma = -1;

    /** @param map any even box of at least 16 */
    public ParticleSimulation(Volume map, SimulationOptions options) {
        this.map = map;
        this.options = options;
        conformations = Conformations.of(options.mixture(), options.count(), options.seed());
        projections = new Projections(map, conformations);
        optics = options.optics().optics(options, map.voxelSizeAngstrom(), map.size());
        recorded = optics.stream().map(o -> o.withApplied(AppliedCtf.NONE)).toList();
        mixed = mixed(optics);
        SplittableRandom random = new SplittableRandom(options.seed());
        random.nextLong(); // the truth's seed
        noiseSeeds = new long[options.count()];
        for (int i = 0; i < noiseSeeds.length; i++) noiseSeeds[i] = random.nextLong();
        micrographs = new Micrographs(options, new SplittableRandom(options.seed() ^ MICROGRAPHS));
    }

    /** Whether images are others than projections with white noise. */
    private boolean faulty() {
        return !options.faults().equals(SimulatedFaults.NONE)
                || first().mtf() != null
                || first().applied() != AppliedCtf.NONE;
    }

    private Optics first() {
        return optics.get(0);
    }

    private Optics optics(int i) {
        return optics.get(i % optics.size());
    }

    /** The truth; image names are {@code 000001@stackName} and so on. */
    public List<Particle> truth(String stackName) {
        SplittableRandom random = new SplittableRandom(new SplittableRandom(options.seed()).nextLong());
        Gaussian gaussian = new Gaussian(random);
        Gaussian heights = new Gaussian(new SplittableRandom(~options.seed() ^ MICROGRAPHS));
        int[] halfSets = halfSets(random);
        List<Particle> particles = new ArrayList<>(options.count());
        for (int i = 0; i < options.count(); i++) {
            double[] euler = gaussian.euler();
            boolean preferred = options.preferred() > 0 && random.nextDouble() < options.preferred();
            Pose pose = new Pose(
                    euler[0],
                    preferred ? options.spreadDegrees() * Math.abs(gaussian.next()) : euler[1],
                    euler[2],
                    options.shiftSigmaAngstrom() * gaussian.next(),
                    options.shiftSigmaAngstrom() * gaussian.next());
            Defocus defocus = options.defocus(random);
            particles.add(new Particle(
                    name(i, stackName),
                    i,
                    pose,
                    optics(i),
                    micrographs.defocus(i, defocus, heights),
                    halfSets[i],
                    micrographs.name(i)));
        }
        return particles;
    }

    /** The map of each particle, from 1 on. */
    public int[] trueClasses() {
        return IntStream.range(0, options.count())
                .map(i -> conformations.map(i) + 1)
                .toArray();
    }

    /** The angle of the domain of each particle in degrees; null where nothing turns. */
    public double[] trueTurns() {
        return options.mixture().domain() == null ? null : conformations.turns().clone();
    }

    /** Where groups differ in box or pixel size each has a stack of its own. */
    private String name(int i, String stackName) {
        return mixed
                ? String.format(
                        Locale.ROOT, "%06d@%s", i / optics.size() + 1, stackOfGroup(stackName, i % optics.size()))
                : String.format(Locale.ROOT, "%06d@%s", i + 1, stackName);
    }

    /** The name of a further stack beside the first one, from 0 on. */
    static String stackOfGroup(String stackName, int group) {
        return group == 0 ? stackName : stackName.replaceFirst("(\\.mrcs)?$", "_" + (group + 1) + "$1");
    }

    private int[] halfSets(SplittableRandom random) {
        int[] halfSets = new int[options.count()];
        for (int i = 0; i < halfSets.length; i++) halfSets[i] = 1 + i % 2;
        Shuffle.inPlace(halfSets, random);
        return halfSets;
    }

    /** Standard deviation of the noise of each pixel, which the SNR and all noise-free images determine; 0 for none. */
    public synchronized double noiseSigma() {
        if (noiseSigma < 0) noiseSigma = options.snr() == 0 ? 0 : measureNoise();
        return noiseSigma;
    }

    private double measureNoise() {
        List<Particle> particles = truth("");
        double[] variances = new double[particles.size()];
        Tasks.forEach(
                variances.length,
                this::imagesOfGroups,
                (images, i) -> variances[i] = images.get(i % images.size()).variance(particles.get(i)));
        double sum = 0;
        for (double variance : variances) sum += variance;
        return Math.sqrt(sum / variances.length / options.snr());
    }

    /** Memory for images of each group. */
    private List<Projections.Image> imagesOfGroups() {
        return optics.stream()
                .map(o -> projections.image(o.box(), o.pixelSizeAngstrom()))
                .toList();
    }

    /** The particles, with what the table says of them, and images that are computed when they are read; they take no memory and no disk. */
    public ParticleSet particles(String name) {
        List<Particle> truth = truth(name);
        Images images = new Images(truth, noiseSigma());
        ParticleSet set = new ParticleSet(name, truth, images, first().pixelSizeAngstrom(), mixed);
        if (options.faults().defocusErrorAngstrom() == 0) return set;
        return set.with(truth.size(), i -> truth.get(i).withDefocus(images.faults[i].tableDefocus()));
    }

    /** The stack that goes with a STAR file of this name; throws unless it ends in {@code .star}. */
    public static Path stackOf(Path star) {
        String name = String.valueOf(star.getFileName());
        require(name.endsWith(".star"), "name of the output", "one that ends in .star", star);
        return star.resolveSibling(name.replaceFirst("star$", "mrcs"));
    }

    /**
     * Writes a STAR file of RELION 3.1 and, beside it under the same name, an MRCS stack; both appear together. After a
     * stop both hold the particles that were ready.
     *
     * @param star name of the STAR file, ending in {@code .star}; the stack's ends in {@code .mrcs} instead
     * @return the particles that were written; their images are computed again when they are read
     * @throws IOException if the disk refuses; nothing half-written is left
     */
    public ParticleSet write(Path star, ProgressMonitor monitor) throws IOException {
        Path stack = stackOf(star);
        SafeFile.check(star);
        List<ParticleSet> written = new ArrayList<>();
        OutputSet.write(() -> written.add(write(star, stack, monitor)));
        return written.get(0);
    }

    private ParticleSet write(Path star, Path stack, ProgressMonitor monitor) throws IOException {
        ParticleSet set = particles(stack.getFileName().toString());
        int stacks = mixed ? optics.size() : 1;
        MrcStackWriter[] out = new MrcStackWriter[stacks];
        try {
            for (int s = 0; s < stacks; s++)
                out[s] = MrcStackWriter.create(
                        stack.resolveSibling(stackOfGroup(stack.getFileName().toString(), s)),
                        optics.get(s).box(),
                        optics.get(s).pixelSizeAngstrom(),
                        (set.size() - s + stacks - 1) / stacks,
                        "CryoSGD simulated particles");
            float[][] chunk = new float[Math.min(CHUNK * stacks, set.size())][];
            for (int i = 0; i < chunk.length; i++)
                chunk[i] = new float[optics(i).box() * optics(i).box()];
            monitor.at(0, set.size(), "particles");
            int done = 0;
            while (done < set.size() && (done == 0 || !monitor.stopped())) {
                int first = done;
                int count = Math.min(chunk.length, set.size() - first);
                Tasks.forEach(count, i -> ((Images) set.images()).read(first + i, chunk[i]));
                for (int i = 0; i < count; i++) out[(first + i) % stacks].append(chunk[i]);
                done += count;
                monitor.at(done, set.size(), "particles");
            }
            for (MrcStackWriter writer : out) writer.finish();
            ParticleSet written = set.with(set.particles().subList(0, done));
            Images images = (Images) set.images();
            ParticleStar.write(
                    star, written, TruthColumns.of(options.faults(), images.truth, images.faults, conformations, done));
            return written;
        } finally {
            for (MrcStackWriter writer : out) if (writer != null) writer.close();
        }
    }

    private static boolean mixed(List<Optics> optics) {
        return optics.stream()
                .anyMatch(o -> o.box() != optics.get(0).box()
                        || o.pixelSizeAngstrom() != optics.get(0).pixelSizeAngstrom());
    }

    /** Bytes of all images of a simulation that is not there yet. */
    public static long bytes(Volume map, SimulationOptions options) {
        List<Optics> optics = options.optics().optics(options, map.voxelSizeAngstrom(), map.size());
        long bytes = 0;
        for (int g = 0; g < optics.size(); g++) {
            long count = ((long) options.count() - g + optics.size() - 1) / optics.size();
            bytes += 4L * optics.get(g).box() * optics.get(g).box() * count;
        }
        return bytes;
    }

    /** The stacks that {@link #write} writes beside a STAR file of this name. */
    public static List<Path> stacksOf(Path star, Volume map, SimulationOptions options) {
        Path stack = stackOf(star);
        List<Optics> optics = options.optics().optics(options, map.voxelSizeAngstrom(), map.size());
        List<Path> all = new ArrayList<>();
        for (int s = 0; s < (mixed(optics) ? optics.size() : 1); s++)
            all.add(stack.resolveSibling(stackOfGroup(stack.getFileName().toString(), s)));
        return all;
    }

    private final class Images implements ImageSource {
        private final List<Particle> truth;
        private final double sigma;
        private final ImageFaults[] faults;
        private final double[] structural;
        private final ThreadLocal<List<Projections.Image>> image =
                ThreadLocal.withInitial(ParticleSimulation.this::imagesOfGroups);
        private final ThreadLocal<FaultyImage[]> faultyImage = ThreadLocal.withInitial(this::faultyOfGroups);

        Images(List<Particle> truth, double sigma) {
            this.truth = truth;
            this.sigma = sigma;
            faults = faulty() ? new ImageFaults[truth.size()] : null;
            structural = new double[optics.size()];
            if (!faulty()) return;
            int field = options.faults().cut() ? 2 : 1;
            List<Particle> lenses = truth.subList(0, Math.min(LENSES, truth.size()));
            for (int g = 0; g < structural.length && options.faults().structuralNoise() > 0; g++)
                structural[g] = StructuralNoise.variance(field * optics.get(g).box(), field * width(g), lenses);
            for (int i = 0; i < faults.length; i++)
                faults[i] = ImageFaults.of(
                        recorded(truth.get(i)),
                        i,
                        options.faults(),
                        micrographs,
                        width(i % optics.size()),
                        new SplittableRandom(noiseSeeds[i] ^ FAULTS));
        }

        private double width(int group) {
            return optics.get(group).box() * optics.get(group).pixelSizeAngstrom();
        }

        /** The particle before anything is done about its CTF. */
        private Particle recorded(Particle p) {
            return new Particle(
                    p.name(), p.image(), p.pose(), recorded.get(p.image() % recorded.size()), p.defocus(), p.halfSet());
        }

        private FaultyImage[] faultyOfGroups() {
            FaultyImage[] all = new FaultyImage[optics.size()];
            for (int g = 0; g < all.length; g++)
                all[g] = new FaultyImage(options.faults(), projections, optics.get(g), structural[g]);
            return all;
        }

        @Override
        public int count() {
            return truth.size();
        }

        @Override
        public int box() {
            return first().box();
        }

        @Override
        public int box(int index) {
            return optics(index).box();
        }

        @Override
        public void read(int index, float[] pixels) {
            // of the same dose on each square ångström
            double own = sigma * first().pixelSizeAngstrom() / optics(index).pixelSizeAngstrom();
            if (faults != null) {
                faultyImage.get()[index % optics.size()].pixels(
                        recorded(truth.get(index)), faults[index], sigma, own, noiseSeeds[index], pixels);
                return;
            }
            image.get().get(index % optics.size()).pixels(truth.get(index), pixels);
            if (sigma == 0) return;
            int count = box(index) * box(index);
            Gaussian gaussian = new Gaussian(new SplittableRandom(noiseSeeds[index]));
            for (int i = 0; i < count; i++) pixels[i] += (float) (own * gaussian.next());
        }
    }
}
