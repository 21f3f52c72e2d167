/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.views;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import org.cryosgd.math.Rotation;
import org.cryosgd.projection.Symmetry;
import org.ejml.data.DMatrix3x3;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * How poses and map can be wrong together where nearly all views are along one axis. A map that is compressed along the
 * axis by f looks at the tilt θ' from it like the map itself at θ,
 *
 * <pre>tan θ' = f tan θ</pre>
 *
 * but for terms of second order in θ: the generalised bas-relief ambiguity (Belhumeur, Kriegman and Yuille, IJCV 35,
 * 1999). The likelihood hardly changes with f as long as poses and map change together, and steps of one after the other
 * hardly move along it, while every error of a pose adds to the tilts. So f has to be searched for.
 *
 * @param axis unit vector in the frame of the map
 * @param concentration mean squared cosine of the views' angle from the axis: 1/3 for uniform views, 1 if all are along it
 */
public record BasRelief(double[] axis, double concentration) {
    /** Below this there are views enough from the side to tell f. */
    private static final double CONCENTRATED = 0.5;

    private static final double STEP = Math.log(1.25);

    private static final int MOST_STEPS = 5;

    /** The axis about which the views of these rotations A, and of their equivalents, are densest. */
    static BasRelief of(List<DMatrix3x3> rotations, Symmetry symmetry) {
        DMatrixRMaj moments = new DMatrixRMaj(3, 3);
        double weight = 1.0 / (rotations.size() * symmetry.order());
        for (DMatrix3x3 rotation : rotations)
            for (DMatrix3x3 s : symmetry.operations()) {
                DMatrix3x3 a = Rotation.multiply(rotation, s);
                double[] view = {a.a31, a.a32, a.a33};
                for (int i = 0; i < 3; i++) for (int j = 0; j < 3; j++) moments.add(i, j, weight * view[i] * view[j]);
            }
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(3, true, true);
        eigen.decompose(moments);
        int largest = 0;
        for (int i = 1; i < 3; i++)
            if (eigen.getEigenvalue(i).getReal() > eigen.getEigenvalue(largest).getReal()) largest = i;
        return new BasRelief(
                eigen.getEigenVector(largest).getData().clone(),
                eigen.getEigenvalue(largest).getReal());
    }

    boolean possible() {
        return concentration > CONCENTRATED;
    }

    /** The rotation A seen at the tilt θ' instead of θ. */
    DMatrix3x3 tilted(DMatrix3x3 a, double f) {
        double cos = axis[0] * a.a31 + axis[1] * a.a32 + axis[2] * a.a33;
        double sign = cos < 0 ? -1 : 1;
        // axis × view
        double x = sign * (axis[1] * a.a33 - axis[2] * a.a32);
        double y = sign * (axis[2] * a.a31 - axis[0] * a.a33);
        double z = sign * (axis[0] * a.a32 - axis[1] * a.a31);
        double sin = Math.sqrt(x * x + y * y + z * z);
        if (sin < 1e-9) return a;
        double angle = Math.atan2(f * sin, sign * cos) - Math.atan2(sin, sign * cos);
        // A turns the view by the inverse of what is on its right
        double s = -Math.sin(angle / 2) / sin;
        return Rotation.multiply(a, Rotation.fromQuaternion(Math.cos(angle / 2), s * x, s * y, s * z));
    }

    /**
     * Climbs to the f of the largest value, from 1 on.
     *
     * @return the best f that was tried
     */
    static double maximum(DoubleUnaryOperator value) {
        Map<Integer, Double> values = new HashMap<>();
        IntToDoubleFunction at = i -> values.computeIfAbsent(i, k -> value.applyAsDouble(Math.exp(k * STEP)));
        int best = 0;
        while (Math.abs(best) < MOST_STEPS) {
            double middle = at.applyAsDouble(best);
            if (at.applyAsDouble(best - 1) > middle) best--;
            else if (at.applyAsDouble(best + 1) > middle) best++;
            else break;
        }
        double below = at.applyAsDouble(best - 1);
        double above = at.applyAsDouble(best + 1);
        double bend = 2 * at.applyAsDouble(best) - below - above;
        if (!(bend > 0)) return Math.exp(best * STEP);
        double vertex = Math.exp((best + 0.5 * (above - below) / bend) * STEP);
        return value.applyAsDouble(vertex) > at.applyAsDouble(best) ? vertex : Math.exp(best * STEP);
    }
}
