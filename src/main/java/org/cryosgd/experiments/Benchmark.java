/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.cryosgd.images.PackedImages;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Rotation;
import org.cryosgd.math.Tasks;
import org.cryosgd.objective.LeastSquares;
import org.cryosgd.optimize.Method;
import org.cryosgd.optimize.Optimizer;
import org.cryosgd.optimize.Setup;
import org.cryosgd.optimize.step.LineSearch;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.Slice;
import org.cryosgd.projection.SliceData;
import org.cryosgd.projection.Symmetry;

/** How fast this machine is at what reconstruction is made of: passes over a batch of packed images of random views. */
public final class Benchmark {
    /** Multiplications and additions per point, counted in {@code TrilinearKernels}. */
    private static final int VALUE_FLOPS = 60;

    private static final int GRADIENT_FLOPS = 96;
    private static final int DIAGONAL_FLOPS = 120;
    private static final int PRODUCT_FLOPS = 160;

    private final MachineLimits limits;
    private final ProgressMonitor monitor;

    /** Measures the limits of the machine, and says them to {@code monitor}, as all results. */
    public Benchmark(ProgressMonitor monitor) {
        this.monitor = monitor;
        limits = MachineLimits.measure();
        monitor.say(limits + (Interpolation.vectors() ? "; Java's vectors are in use" : "; without Java's vectors"));
    }

    /**
     * Times one box with trilinear interpolation.
     *
     * @param images of the batch
     * @return nanoseconds of a thread for a point of the half disc: gradient with the exact diagonal
     */
    public double run(int box, int images) {
        HalfDisc disc = new HalfDisc(box / 2 - 1);
        HalfCube cube = new HalfCube(disc.radius());
        Projector projector = new Projector(cube, disc, Interpolation.TRILINEAR, 1);
        Random random = new Random(1);
        List<SliceData> batch = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            float[] points = new float[3 * disc.size()];
            Arrays.fill(points, 0.5f);
            Slice slice = Slice.of(Rotation.fromQuaternion(
                    random.nextGaussian(), random.nextGaussian(), random.nextGaussian(), random.nextGaussian()));
            batch.add(new SliceData(slice, points, 0));
        }
        List<List<SliceData>> pieces = List.of(batch);
        float[] v = new float[2 * cube.size()];
        float[] z = new float[2 * cube.size()];
        Arrays.fill(v, 0.5f);
        Arrays.fill(z, 1);
        float[] gradient = new float[v.length];
        float[] product = new float[v.length];
        float[] diagonal = new float[cube.size()];
        double scale = 1e9 * Tasks.threads() / images / disc.size();
        double value = Timing.best(() -> projector.value(v, pieces));
        double gradientOnly = Timing.best(() -> projector.gradient(v, pieces, gradient));
        double withDiagonal = Timing.best(() -> projector.gradientAndDiagonal(v, pieces, gradient, diagonal));
        double withProduct = Timing.best(() -> projector.gradientAndProduct(v, z, pieces, gradient, product));
        monitor.say(String.format(
                Locale.ROOT,
                "box %d, %d images, %d threads; ns per point of the half disc and thread: loss %.1f, loss and gradient %.1f,"
                        + " with exact diagonal %.1f, with Hessian product %.1f",
                box,
                images,
                Tasks.threads(),
                value * scale,
                gradientOnly * scale,
                withDiagonal * scale,
                withProduct * scale));
        // a pass reads the points once; volumes are copied into blocks, sums are cleared, and added up into the result
        double points = 12.0 * images * disc.size();
        double volume = 4.0 * cube.size();
        double pointCount = (double) images * disc.size();
        monitor.say("box " + box + ": of the machine's copy and of its multiply-add reach "
                + String.join(
                        ", ",
                        limits.reached("loss", points + 2 * volume, VALUE_FLOPS * pointCount, value),
                        limits.reached(
                                "loss and gradient",
                                points + (2 + 3 * 2) * volume,
                                GRADIENT_FLOPS * pointCount,
                                gradientOnly),
                        limits.reached(
                                "with exact diagonal",
                                points + (2 + 3 * 3) * volume,
                                DIAGONAL_FLOPS * pointCount,
                                withDiagonal),
                        limits.reached(
                                "with Hessian product",
                                points + (4 + 3 * 4) * volume,
                                PRODUCT_FLOPS * pointCount,
                                withProduct)));
        double epoch = algorithm1(projector, PackedImages.of(disc, batch));
        monitor.say(String.format(
                Locale.ROOT,
                "box %d: Algorithm 1 (gradient, Hessian product, line search, all updates; one batch) %.3f ms per image and"
                        + " epoch; gradient with product takes %.2f times the gradient alone",
                box,
                1e3 * epoch / images,
                withProduct / gradientOnly));
        return withDiagonal * scale;
    }

    private static double algorithm1(Projector projector, PackedImages images) {
        HalfCube cube = projector.cube();
        float[] ridge = new float[cube.radius() + 2];
        LeastSquares objective = new LeastSquares(projector, images, Symmetry.NONE, ridge);
        int[] all = IntStream.range(0, images.size()).toArray();
        Optimizer sgd = Method.ALGORITHM1.create(new Setup(
                objective,
                all,
                all.length,
                new float[2 * cube.size()],
                () -> null,
                UnaryOperator.identity(),
                UnaryOperator.identity(),
                1,
                new LineSearch(10, 1.2, 0.99),
                true,
                0.9,
                () -> 1e-5,
                0,
                0));
        return Timing.best(() -> sgd.epoch(ProgressMonitor.NONE));
    }
}
