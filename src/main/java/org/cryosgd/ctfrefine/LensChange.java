/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.ctfrefine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cryosgd.optics.Aberrations;
import org.cryosgd.optics.Ctf;
import org.cryosgd.optics.Defocus;
import org.cryosgd.optics.Magnification;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.Pose;

/**
 * A change of the lens in the parameters of {@link Term}. Phases are in radians at the frequency {@code unit}, added to the phase
 * of the image or of the CTF; the four last even ones are added to the matrix.
 *
 * @param odd {@link Term#ODD} values
 * @param even {@link Term#EVEN} values
 * @param unit frequency in 1/Å
 */
record LensChange(double[] odd, double[] even, double unit) {
    private static final int ODD_LIST = 6;
    private static final int EVEN_LIST = 9;

    static LensChange none(double unit) {
        return new LensChange(new double[Term.ODD], new double[Term.EVEN], unit);
    }

    /**
     * From one CTF of a particle to another: of the lens, and the astigmatism. Without the shift and the defocus, which are of the
     * particle alone.
     */
    static LensChange between(Particle one, Particle two, double unit) {
        Optics a = one.optics();
        Optics b = two.optics();
        LensChange change = none(unit);
        double[] odd = change.odd;
        double[] even = change.even;
        double cube = unit * unit * unit;
        double[] list = difference(a.aberrations().odd(), b.aberrations().odd(), ODD_LIST);
        double perTilt = phaseOfTilt(a);
        if (perTilt == 0) {
            odd[2] = 3 * cube * list[4];
            odd[3] = 3 * cube * list[3];
        } else {
            odd[2] = cube
                    * perTilt
                    * (b.aberrations().beamTiltXMrad() - a.aberrations().beamTiltXMrad());
            odd[3] = cube
                    * perTilt
                    * (b.aberrations().beamTiltYMrad() - a.aberrations().beamTiltYMrad());
        }
        odd[4] = cube * list[5];
        odd[5] = cube * list[2];
        double[] terms = difference(a.aberrations().even(), b.aberrations().even(), EVEN_LIST);
        double four = -cube * unit;
        even[3] = 6 * four * terms[6];
        even[4] = 4 * four * terms[7];
        even[5] = 4 * four * terms[5];
        even[6] = four * terms[8];
        even[7] = four * terms[4];
        double perAngstrom = Math.PI * Ctf.wavelengthAngstrom(a.voltageKv()) * unit * unit;
        even[1] = perAngstrom * (astigmatism(two.defocus(), 0) - astigmatism(one.defocus(), 0));
        even[2] = perAngstrom * (astigmatism(two.defocus(), 90) - astigmatism(one.defocus(), 90));
        even[8] = b.magnification().xx() - a.magnification().xx();
        even[9] = b.magnification().xy() - a.magnification().xy();
        even[10] = b.magnification().yx() - a.magnification().yx();
        even[11] = b.magnification().yy() - a.magnification().yy();
        return change;
    }

    static double meanDefocus(Defocus d) {
        return (d.defocusUAngstrom() + d.defocusVAngstrom()) / 2;
    }

    /** Half the difference of the defoci times cos (2 · angle − phase). */
    private static double astigmatism(Defocus d, double phaseDegrees) {
        return (d.defocusUAngstrom() - d.defocusVAngstrom())
                / 2
                * Math.cos(Math.toRadians(2 * d.angleDegrees() - phaseDegrees));
    }

    private static double[] difference(List<Double> one, List<Double> two, int count) {
        double[] list = new double[count];
        for (int i = 0; i < count; i++) list[i] = (i < two.size() ? two.get(i) : 0) - (i < one.size() ? one.get(i) : 0);
        return list;
    }

    /** The optics with all of it: shift, defocus and astigmatism as Zernike polynomials of n = 1 and 2. */
    Optics applied(Optics optics) {
        Aberrations a = optics.aberrations();
        double perTilt = phaseOfTilt(optics);
        double[] zernike = oddList();
        double tiltX = a.beamTiltXMrad();
        double tiltY = a.beamTiltYMrad();
        double cube = unit * unit * unit;
        if (perTilt == 0) {
            // ρ³ cos φ = (Z(1, 3) + 2 Z(1, 1)) / 3
            zernike[4] += odd[2] / cube / 3;
            zernike[1] += odd[2] / cube * 2 / 3;
            zernike[3] += odd[3] / cube / 3;
            zernike[0] += odd[3] / cube * 2 / 3;
        } else {
            tiltX += odd[2] / cube / perTilt;
            tiltY += odd[3] / cube / perTilt;
        }
        Aberrations changed = new Aberrations(tiltX, tiltY, sum(a.odd(), zernike), sum(a.even(), evenList(even, unit)));
        Magnification m = optics.magnification();
        return optics.with(
                changed, new Magnification(m.xx() + even[8], m.xy() + even[9], m.yx() + even[10], m.yy() + even[11]));
    }

    /** Without what belongs to the particles: shift, defocus and astigmatism. */
    LensChange ofLens() {
        double[] o = odd.clone();
        double[] e = even.clone();
        Arrays.fill(o, 0, 2, 0);
        Arrays.fill(e, 0, 3, 0);
        return new LensChange(o, e, unit);
    }

    /** The pose with the shift: a phase 2π k · shift. */
    Pose shifted(Pose pose, Magnification m) {
        if (odd[0] == 0 && odd[1] == 0) return pose;
        double x = odd[0] / unit / (2 * Math.PI);
        double y = odd[1] / unit / (2 * Math.PI);
        return new Pose(
                pose.rotDegrees(),
                pose.tiltDegrees(),
                pose.psiDegrees(),
                pose.shiftXAngstrom() + m.xx() * x + m.yx() * y,
                pose.shiftYAngstrom() + m.xy() * x + m.yy() * y);
    }

    /** The defocus with what the group has more, and {@code more} in ångström. */
    Defocus defocus(Defocus d, double voltageKv, double more) {
        if (more == 0 && even[0] == 0 && even[1] == 0 && even[2] == 0) return d;
        double perAngstrom = Math.PI * Ctf.wavelengthAngstrom(voltageKv) * unit * unit;
        double mean = meanDefocus(d) + more + even[0] / perAngstrom;
        double u = d.defocusUAngstrom();
        double v = d.defocusVAngstrom();
        double angle = d.angleDegrees();
        if (even[1] == 0 && even[2] == 0) return d.with(mean + (u - v) / 2, mean - (u - v) / 2, angle);
        double cos = (u - v) / 2 * Math.cos(2 * Math.toRadians(angle)) + even[1] / perAngstrom;
        double sin = (u - v) / 2 * Math.sin(2 * Math.toRadians(angle)) + even[2] / perAngstrom;
        double half = Math.hypot(cos, sin);
        return d.with(mean + half, mean - half, Math.toDegrees(Math.atan2(sin, cos)) / 2);
    }

    /** Phase at 1/Å³ of a mrad of beam tilt; 0 without spherical aberration. */
    static double phaseOfTilt(Optics optics) {
        double lambda = Ctf.wavelengthAngstrom(optics.voltageKv());
        return -2 * Math.PI * 1e4 * optics.sphericalAberrationMm() * lambda * lambda;
    }

    /** Shift and trefoil as odd Zernike coefficients. */
    private double[] oddList() {
        double[] list = new double[ODD_LIST];
        double cube = unit * unit * unit;
        list[0] = odd[1] / unit;
        list[1] = odd[0] / unit;
        list[2] = odd[5] / cube;
        list[5] = odd[4] / cube;
        return list;
    }

    /** Zernike coefficients of even phases; the sum is taken from the phase of the CTF, so that signs change. */
    static double[] evenList(double[] even, double unit) {
        double[] list = new double[EVEN_LIST];
        double two = -1 / (unit * unit);
        double four = two / (unit * unit);
        // ρ² = (Z(0, 2) + 1) / 2
        list[2] += two * even[0] / 2;
        list[0] += two * even[0] / 2;
        list[3] += two * even[1];
        list[1] += two * even[2];
        // ρ⁴ = Z(0, 4)/6 + Z(0, 2)/2 + 1/3
        list[6] += four * even[3] / 6;
        list[2] += four * even[3] / 2;
        list[0] += four * even[3] / 3;
        // ρ⁴ cos 2φ = (Z(2, 4) + 3 Z(2, 2)) / 4
        list[7] += four * even[4] / 4;
        list[3] += four * even[4] * 3 / 4;
        list[5] += four * even[5] / 4;
        list[1] += four * even[5] * 3 / 4;
        list[8] += four * even[6];
        list[4] += four * even[7];
        return list;
    }

    private static List<Double> sum(List<Double> list, double[] more) {
        boolean nothing = Arrays.stream(more).allMatch(value -> value == 0);
        if (nothing) return list;
        List<Double> sum = new ArrayList<>(list);
        for (int i = 0; i < more.length; i++)
            if (i < sum.size()) sum.set(i, sum.get(i) + more[i]);
            else sum.add(0 + more[i]);
        return sum;
    }
}
