/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import java.io.IOException;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Rotation;
import org.cryosgd.optics.AppliedCtf;
import org.cryosgd.optics.Ctf;
import org.cryosgd.optics.Defocus;
import org.cryosgd.optics.Magnification;
import org.cryosgd.optics.Mtf;
import org.cryosgd.optics.MtfRatio;
import org.cryosgd.optics.OddPhase;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;
import org.cryosgd.particles.Preparation;
import org.cryosgd.particles.PreparedImage;
import org.cryosgd.projection.Slice;

/**
 * Turns particles into {@link org.cryosgd.projection.SliceData}: w = C²/σ² and b = S* C y/σ², the origin halved. C is the CTF that
 * the images have left, |C| where they were phase flipped. Premultiplied images hold C y already, the noise with it, so that b
 * is S* times them over σ². Beam tilt and odd aberrations turn b back. Points that a magnification moves out of the map's
 * frequencies, or that an image is too coarse for, are zero. Where cameras differ, C has the MTF of the image's over the mean of
 * all as a factor. One per thread; nothing is allocated per image but its CTF, and
 * tables where the optics are others than those of the image before.
 */
final class ImagePacker {
    /** Nearer to a zero of the CTF a premultiplied image does not tell what it was before. */
    private static final float LEAST_POWER = 0.01f;

    /** Tables of as many optics are kept; old tables may have a beam tilt for each micrograph. */
    private static final int KEPT = 16;

    private final float[] buffer;
    private final PreparedImage image;
    private final HalfDisc disc;
    private final ParticleSet set;
    private final int mapRadius;
    private final StraightTransform straight;
    private final Map<Optics, Optics> straightOptics = new IdentityHashMap<>();
    private float[] transform;
    private final float[] ctf;
    private final float[] phaseX;
    private final Map<Optics, float[]> oddPhases = new IdentityHashMap<>();
    private final Map<Optics, float[]> mtfs = new IdentityHashMap<>();
    private final boolean camerasDiffer;
    private boolean[] outside;
    private Magnification lastMagnification;
    private int lastHighest;

    /**
     * @param disc points of each image
     * @param mapRadius of the frequencies of the map
     * @param straight whether points are frequencies of the map, and not of the image; then {@code disc} is that of the map
     */
    ImagePacker(ParticleSet set, Preparation preparation, HalfDisc disc, int mapRadius, boolean straight) {
        image = new PreparedImage(set, preparation, disc);
        this.straight = straight && set.magnified() ? new StraightTransform(set, disc) : null;
        this.disc = disc;
        this.set = set;
        this.mapRadius = mapRadius;
        camerasDiffer = Mtf.differ(set.optics());
        buffer = new float[3 * disc.size()];
        ctf = new float[disc.radius() + 1];
        phaseX = new float[2 * (disc.radius() + 1)];
    }

    /** The transform of the image that was packed last, before CTF and shift; overwritten by the next one. */
    float[] transform() {
        return transform;
    }

    /** Memory for one image, for those that are not kept. */
    float[] buffer() {
        return buffer;
    }

    /** The slice of a particle at its pose, in the frequencies that its image is packed on. */
    Slice slice(Particle particle) {
        Pose pose = particle.pose();
        return Slice.of(
                Rotation.fromEuler(pose.rotDegrees(), pose.tiltDegrees(), pose.psiDegrees()),
                straight != null ? Magnification.NONE : set.magnificationOf(particle));
    }

    /**
     * Writes (re b, im b, w) of each point into {@code points} from {@code offset} on.
     *
     * @param noise σ² of each ring
     * @param energy overwritten with Σ |y|²/σ² of each ring of the half disc
     */
    void pack(Particle particle, boolean correctCtf, float[] noise, float[] points, int offset, float[] energy)
            throws IOException {
        image.read(particle);
        boolean turned = straight != null && StraightTransform.needed(set, particle);
        if (turned) straight.use(particle);
        float[] y = turned ? straight.of(image.pixels(), image.scale()) : image.transform();
        transform = y;
        double boxAngstrom = turned ? set.pixelSizeAngstrom() * set.box() : set.widthOf(particle);
        Optics optics =
                turned ? straightOptics.computeIfAbsent(particle.optics(), ImagePacker::straight) : particle.optics();
        turnBack(y, oddPhase(optics, boxAngstrom));
        boolean[] none = turned ? straight.outside() : outside(particle);
        // an image that is narrower than the map has fewer values than the disc has points
        float share = turned ? (float) straight.independent() : 1;
        if (none != null) for (int i = 0; i < none.length; i++) if (none[i]) y[2 * i] = y[2 * i + 1] = 0;
        float[] mtf = mtf(particle.optics(), boxAngstrom);
        boolean multiplied = correctCtf && particle.optics().applied() == AppliedCtf.PREMULTIPLIED;
        // what images are multiplied by has no scale: that was found afterwards
        Defocus defocus = multiplied ? particle.defocus().unscaled() : particle.defocus();
        float scale = multiplied ? (float) particle.defocus().scale() : 1;
        Ctf transfer = correctCtf ? new Ctf(optics, defocus, boxAngstrom) : null;
        Arrays.fill(ctf, 1);
        // the projection is moved by minus the pose's shift: S = exp(2πi k·shift), its conjugate goes into b
        double turnX = -2 * Math.PI * particle.pose().shiftXAngstrom() / boxAngstrom;
        double turnY = -2 * Math.PI * particle.pose().shiftYAngstrom() / boxAngstrom;
        for (int kx = 0; kx <= disc.radius(); kx++) {
            phaseX[2 * kx] = (float) Math.cos(turnX * kx);
            phaseX[2 * kx + 1] = (float) Math.sin(turnX * kx);
        }
        Arrays.fill(energy, 0);
        for (int ky = -disc.radius(), i = 0; ky <= disc.radius(); ky++) {
            int first = disc.first(ky);
            int end = disc.end(ky);
            if (correctCtf) transfer.row(ky, first, end - first, ctf);
            float cosY = (float) Math.cos(turnY * ky);
            float sinY = (float) Math.sin(turnY * ky);
            for (int kx = first; kx < end; kx++, i++) {
                int ring = disc.ring(i);
                float inverse = share / noise[ring];
                float c = ctf[kx - first];
                float re = phaseX[2 * kx] * cosY - phaseX[2 * kx + 1] * sinY;
                float im = phaseX[2 * kx] * sinY + phaseX[2 * kx + 1] * cosY;
                float yr = y[2 * i];
                float yi = y[2 * i + 1];
                float m = mtf == null ? 1 : mtf[i];
                float factor = multiplied ? m * scale * inverse : m * c * inverse;
                points[offset + 3 * i] = factor * (re * yr - im * yi);
                points[offset + 3 * i + 1] = factor * (re * yi + im * yr);
                points[offset + 3 * i + 2] = multiplied ? scale * factor * m * c * c : m * factor * c;
                float power = (yr * yr + yi * yi) * inverse;
                energy[ring] += multiplied ? power / Math.max(c * c, LEAST_POWER) : power;
            }
        }
        if (none != null) for (int i = 0; i < none.length; i++) if (none[i]) points[offset + 3 * i + 2] = 0;
        // what is not there is neither more nor less than noise
        if (turned) for (int i = 0; i < none.length; i++) energy[disc.ring(i)] += none[i] ? 1 : 1 - share;
        int origin = disc.origin();
        for (int j = 0; j < 3; j++) points[offset + 3 * origin + j] *= 0.5f;
        energy[0] *= 0.5f;
    }

    private static Optics straight(Optics optics) {
        return optics.with(optics.aberrations(), Magnification.NONE);
    }

    /** Null where there is none. Those of some optics are kept. */
    private float[] oddPhase(Optics optics, double boxAngstrom) {
        if (optics.aberrations().isNone()) return null;
        if (!oddPhases.containsKey(optics)) {
            if (oddPhases.size() >= KEPT) oddPhases.clear();
            oddPhases.put(optics, OddPhase.factors(optics, disc, boxAngstrom));
        }
        return oddPhases.get(optics);
    }

    /** The factor of each point by which a camera damps more than the mean of all; null where all are the same. */
    private float[] mtf(Optics optics, double boxAngstrom) {
        if (!camerasDiffer) return null;
        if (!mtfs.containsKey(optics)) {
            if (mtfs.size() >= KEPT) mtfs.clear();
            mtfs.put(optics, MtfRatio.factors(optics, set.optics(), disc, boxAngstrom));
        }
        return mtfs.get(optics);
    }

    /** y times the conjugate of {@code phase}. */
    private static void turnBack(float[] y, float[] phase) {
        if (phase == null) return;
        for (int i = 0; i < y.length; i += 2) {
            float re = y[i] * phase[i] + y[i + 1] * phase[i + 1];
            y[i + 1] = y[i + 1] * phase[i] - y[i] * phase[i + 1];
            y[i] = re;
        }
    }

    /** The points that the map has no frequency for, and those from the image's Nyquist on; null where there is none. */
    private boolean[] outside(Particle particle) {
        if (!set.magnified()) return null;
        Magnification m = set.magnificationOf(particle);
        int highest = set.boxOf(particle) / 2 - 1;
        if (m.equals(lastMagnification) && highest == lastHighest) return outside;
        lastMagnification = m;
        lastHighest = highest;
        if (outside == null) outside = new boolean[disc.size()];
        // a point on the rim stays on it whatever the rounding
        double most = mapRadius * (double) mapRadius * (1 + 1e-12);
        for (int ky = -disc.radius(), i = 0; ky <= disc.radius(); ky++)
            for (int kx = disc.first(ky); kx < disc.end(ky); kx++, i++) {
                double x = m.xx() * kx + m.xy() * ky;
                double y = m.yx() * kx + m.yy() * ky;
                outside[i] = x * x + y * y > most || kx * kx + ky * ky > highest * highest;
            }
        return outside;
    }
}
