/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import net.imglib2.img.array.ArrayImgs;
import org.cryosgd.experiments.Preconditioning;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.io.star.ParticleStar;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.optics.Defocus;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.reconstruct.Reconstruction;
import org.cryosgd.reconstruct.ReconstructionResult;
import org.cryosgd.reconstruct.options.ReconstructionOptions;
import org.junit.jupiter.api.Test;

class ReconstructExampleTest {
    /** An ImgLib2 stack and a table give what the file gives, if the table says the same. */
    @Test
    void theExampleGivesTheMapOfTheFile() throws Exception {
        try (ParticleFile file = ParticleStar.open(Path.of("sample-images/particles.star"), null)) {
            ParticleSet set = file.particles();
            int n = set.box();
            float[] pixels = new float[set.size() * n * n];
            float[] image = new float[n * n];
            double[][] table = new double[set.size()][];
            for (int i = 0; i < set.size(); i++) {
                set.images().read(i, image);
                System.arraycopy(image, 0, pixels, i * n * n, n * n);
                Particle p = set.particles().get(i);
                table[i] = new double[] {
                    p.pose().rotDegrees(), p.pose().tiltDegrees(), p.pose().psiDegrees(),
                    p.pose().shiftXAngstrom(), p.pose().shiftYAngstrom(),
                            p.defocus().defocusUAngstrom()
                };
            }
            ReconstructionResult fromImg =
                    ReconstructExample.reconstruct(ArrayImgs.floats(pixels, n, n, set.size()), table, 3);
            List<Particle> same = set.particles().stream()
                    .map(p -> new Particle(
                            p.name(),
                            p.image(),
                            p.pose(),
                            p.optics(),
                            Defocus.of(
                                    p.defocus().defocusUAngstrom(), p.defocus().defocusUAngstrom(), 0),
                            0))
                    .toList();
            ReconstructionResult fromFile =
                    new Reconstruction(ReconstructionOptions.defaults()).run(set.with(same), ProgressMonitor.NONE);
            assertArrayEquals(fromFile.map().voxels(), fromImg.map().voxels());
            assertEquals(n, fromImg.map().toImg().dimension(2));
            Preconditioning.Result diagonal = ReconstructExample.precondition(set);
            assertEquals(0, diagonal.distance());
        }
    }

    @Test
    void theMainMethodRuns() throws Exception {
        ReconstructExample.main(new String[0]);
    }
}
