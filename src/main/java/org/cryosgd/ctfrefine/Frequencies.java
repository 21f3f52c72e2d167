/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.ctfrefine;

import org.cryosgd.math.HalfDisc;
import org.cryosgd.optics.Ctf;
import org.cryosgd.optics.EvenPhase;
import org.cryosgd.optics.Magnification;
import org.cryosgd.optics.OddPhase;
import org.cryosgd.optics.Optics;

/** The points of a half disc as an optics group sees them: their frequencies in the particle, and the phases that all its images share. */
final class Frequencies {
    /** First and second frequency of each point in the image, in whole cycles per box. */
    final short[] kx;

    final short[] ky;

    /** Those in the particle, in 1/Å, with the magnification. */
    final double[] x;

    final double[] y;

    /** −½π C_s λ³ q⁴ minus the even phase, and its derivatives. */
    final double[] fixed;

    final double[] fixedX;
    final double[] fixedY;

    /** exp(i odd phase), re and im; null where there is none. */
    final float[] odd;

    /** Shell of the map, or −1 where it has none. */
    final short[] shell;

    /** πλ. */
    final double perDefocus;

    final double amplitudeContrast;

    /**
     * @param widthAngstrom of the images
     * @param whole the matrix from frequencies of the image to those of the map, in cycles per box of each
     * @param mapRadius of the frequencies of the map
     * @param highest frequency of the image that is known
     */
    Frequencies(Optics optics, HalfDisc disc, double widthAngstrom, Magnification whole, int mapRadius, int highest) {
        int size = disc.size();
        kx = new short[size];
        ky = new short[size];
        x = new double[size];
        y = new double[size];
        shell = new short[size];
        Magnification m = optics.magnification();
        for (int row = -disc.radius(), i = 0; row <= disc.radius(); row++)
            for (int column = disc.first(row); column < disc.end(row); column++, i++) {
                kx[i] = (short) column;
                ky[i] = (short) row;
                x[i] = (m.xx() * column + m.xy() * row) / widthAngstrom;
                y[i] = (m.yx() * column + m.yy() * row) / widthAngstrom;
                double qx = whole.xx() * column + whole.xy() * row;
                double qy = whole.yx() * column + whole.yy() * row;
                double q = Math.sqrt(qx * qx + qy * qy);
                boolean there =
                        i != disc.origin() && q <= mapRadius && column * column + row * row <= highest * highest;
                shell[i] = (short) (there ? Math.round(q) : -1);
            }
        double lambda = Ctf.wavelengthAngstrom(optics.voltageKv());
        perDefocus = Math.PI * lambda;
        amplitudeContrast = Math.asin(optics.amplitudeContrast());
        double quartic = -0.5 * Math.PI * optics.sphericalAberrationMm() * 1e7 * lambda * lambda * lambda;
        EvenPhase even = EvenPhase.at(optics.aberrations(), x, y);
        fixed = new double[size];
        fixedX = new double[size];
        fixedY = new double[size];
        for (int i = 0; i < size; i++) {
            double r2 = x[i] * x[i] + y[i] * y[i];
            fixed[i] = quartic * r2 * r2 - (even == null ? 0 : even.value()[i]);
            fixedX[i] = 4 * quartic * r2 * x[i] - (even == null ? 0 : even.alongX()[i]);
            fixedY[i] = 4 * quartic * r2 * y[i] - (even == null ? 0 : even.alongY()[i]);
        }
        odd = OddPhase.factors(optics, disc, widthAngstrom);
    }
}
