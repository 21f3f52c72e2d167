/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.parallel.Parallelization;
import net.imglib2.type.numeric.real.FloatType;
import org.cryosgd.experiments.Preconditioning;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.optics.Defocus;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.ImgImages;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;
import org.cryosgd.particles.Preparation;
import org.cryosgd.reconstruct.Reconstruction;
import org.cryosgd.reconstruct.ReconstructionResult;
import org.cryosgd.reconstruct.options.ModelOptions;
import org.cryosgd.reconstruct.options.ReconstructionOptions;
import org.cryosgd.simulate.ParticleSimulation;
import org.cryosgd.simulate.Phantom;
import org.cryosgd.simulate.SimulationOptions;

/** Reconstruction and the Hessian's diagonal from plain Java: an ImgLib2 stack and a table of particles in, maps out. */
public final class ReconstructExample {
    private ReconstructExample() {}

    /**
     * A map from a stack with axes x, y, image.
     *
     * @param table one row per image: rot, tilt, psi in degrees, shift x and y in Å, defocus in Å
     */
    public static ReconstructionResult reconstruct(
            RandomAccessibleInterval<FloatType> stack, double[][] table, double pixelSizeAngstrom) throws Exception {
        ParticleSet particles = particles(stack, table, pixelSizeAngstrom);
        int threads = Runtime.getRuntime().availableProcessors();
        return Parallelization.runWithNumThreads(threads, () -> new Reconstruction(ReconstructionOptions.defaults())
                .run(particles, ProgressMonitor.NONE));
    }

    /** The exact diagonal of the Hessian of the same particles. */
    public static Preconditioning.Result precondition(ParticleSet particles) throws IOException {
        return Preconditioning.run(
                particles, Preparation.defaults(), ModelOptions.defaults(), 0, 0, 0, ProgressMonitor.NONE);
    }

    /** Puts the images and what is known of them together. */
    public static ParticleSet particles(
            RandomAccessibleInterval<FloatType> stack, double[][] table, double pixelSizeAngstrom) {
        ImgImages images = new ImgImages(stack);
        Optics optics = new Optics("microscope", 300, 2.7, 0.1, pixelSizeAngstrom, images.box());
        List<Particle> particles = new ArrayList<>();
        for (int i = 0; i < table.length; i++) {
            double[] row = table[i];
            Pose pose = new Pose(row[0], row[1], row[2], row[3], row[4]);
            particles.add(new Particle("image " + (i + 1), i, pose, optics, Defocus.of(row[5], row[5], 0), 0));
        }
        return new ParticleSet("example", particles, images, pixelSizeAngstrom);
    }

    /** Simulates 200 particles, reconstructs them and prints the resolution. */
    public static void main(String[] arguments) throws Exception {
        Volume truth = Phantom.create(32, 4, 200, 150, 1);
        SimulationOptions options = SimulationOptions.defaults().withCount(200).withSnr(0.5);
        ParticleSet simulated = new ParticleSimulation(truth, options).particles("simulated");
        float[] pixels = new float[200 * 32 * 32];
        double[][] table = new double[200][];
        float[] image = new float[32 * 32];
        for (int i = 0; i < 200; i++) {
            Particle p = simulated.particles().get(i);
            simulated.images().read(i, image);
            System.arraycopy(image, 0, pixels, i * image.length, image.length);
            Pose pose = p.pose();
            table[i] = new double[] {
                pose.rotDegrees(), pose.tiltDegrees(), pose.psiDegrees(),
                pose.shiftXAngstrom(), pose.shiftYAngstrom(), p.defocus().defocusUAngstrom()
            };
        }
        Img<FloatType> stack = ArrayImgs.floats(pixels, 32, 32, 200);
        ReconstructionResult result = reconstruct(stack, table, 4);
        Img<FloatType> map = result.map().toImg();
        System.out.printf("%.1f Å, %d voxels%n", result.resolutionAngstrom(), map.size());
    }
}
