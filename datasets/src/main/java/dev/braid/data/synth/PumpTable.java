package dev.braid.data.synth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A table for a model with two branches: the vibration spectrum of a pump (bands {@code v0} to {@code v15}), its operating
 * conditions ({@code c0} to {@code c5}: speed, pressure and the like, standardised), and the number of its fault, 0 for
 * none. Each fault lifts some bands, more at high speed, so that neither branch alone tells all.
 */
public final class PumpTable {
    /** Bands of the spectrum. */
    public static final int BANDS = 16;
    /** Operating conditions. */
    public static final int CONDITIONS = 6;
    /** Faults, none among them. */
    public static final int FAULTS = 4;

    private PumpTable() {}

    /** The lines of a CSV file, header first. */
    public static List<String> csv(long seed, int rows) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> lines = new ArrayList<>();
        lines.add(header());
        for (int row = 0; row < rows; row++) {
            lines.add(row(random));
        }
        return lines;
    }

    private static String header() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < BANDS; i++) {
            names.add("v" + i);
        }
        for (int i = 0; i < CONDITIONS; i++) {
            names.add("c" + i);
        }
        names.add("fault");
        return String.join(",", names);
    }

    private static String row(SplittableRandom random) {
        int fault = random.nextInt(FAULTS);
        double[] conditions = new double[CONDITIONS];
        for (int i = 0; i < CONDITIONS; i++) {
            conditions[i] = random.nextDouble(-1, 1);
        }
        List<String> fields = new ArrayList<>();
        double lift = 0.6 + 0.5 * conditions[0];
        for (int band = 0; band < BANDS; band++) {
            boolean lifted = fault > 0 && band % FAULTS == fault;
            double noise = random.nextDouble(-0.3, 0.3);
            fields.add(number(0.2 + (lifted ? lift : 0) + 0.1 * conditions[1] + noise));
        }
        for (double condition : conditions) {
            fields.add(number(condition));
        }
        fields.add(Integer.toString(fault));
        return String.join(",", fields);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
