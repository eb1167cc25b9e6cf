package dev.braid.gpp.text;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kind of number that may be written with a unit, as in {@code 8GiB}, {@code 25 GB/s} or {@code 5us}. Without one it is
 * in bytes, seconds, bytes per second or operations per second. {@code GB} is 10^9 bytes and {@code GiB} 2^30; upper and
 * lower case matter.
 */
public enum Quantity {
    BYTES(bytes("")),
    BYTES_PER_SECOND(rates()),
    SECONDS(Map.of("s", 1.0, "ms", 1e-3, "us", 1e-6, "ns", 1e-9, "min", 60.0)),
    OPERATIONS_PER_SECOND(operations());

    private static final Pattern WRITTEN =
            Pattern.compile("\\s*([0-9]+\\.?[0-9]*(?:[eE][+-]?[0-9]+)?)\\s*([A-Za-z][A-Za-z/]*)?\\s*");

    private final Map<String, Double> units;

    Quantity(Map<String, Double> units) {
        this.units = units;
    }

    /** @throws IllegalArgumentException naming the text and the units that are known */
    public double parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not a number with a unit; units are " + known());
        }
        String unit = matcher.group(2);
        if (unit != null && !units.containsKey(unit)) {
            throw new IllegalArgumentException("\"" + text + "\" has the unknown unit " + unit + "; did you mean "
                    + Nearest.to(unit, units.keySet()) + "? Units are " + known());
        }
        BigDecimal factor = BigDecimal.valueOf(unit == null ? 1 : units.get(unit));
        return new BigDecimal(matcher.group(1)).multiply(factor).doubleValue();
    }

    private String known() {
        return String.join(", ", units.keySet().stream().sorted().toList());
    }

    private static Map<String, Double> bytes(String per) {
        Map<String, Double> units = new LinkedHashMap<>();
        units.put("B" + per, 1.0);
        String prefixes = "KMGTP";
        for (int i = 0; i < prefixes.length(); i++) {
            units.put(prefixes.charAt(i) + "B" + per, Math.pow(1000, i + 1));
            units.put(prefixes.charAt(i) + "iB" + per, Math.pow(1024, i + 1));
        }
        return units;
    }

    private static Map<String, Double> rates() {
        Map<String, Double> units = bytes("/s");
        units.put("Mbit/s", 1e6 / 8);
        units.put("Gbit/s", 1e9 / 8);
        return units;
    }

    private static Map<String, Double> operations() {
        return Map.of("FLOPS", 1.0, "GFLOPS", 1e9, "TFLOPS", 1e12, "PFLOPS", 1e15);
    }
}
