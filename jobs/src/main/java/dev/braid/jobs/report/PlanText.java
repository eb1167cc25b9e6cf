package dev.braid.jobs.report;

import dev.braid.gpp.plan.Stage;
import java.util.List;
import java.util.Locale;

/** Times, sizes and devices as text. */
final class PlanText {
    private static final double GIB = 1 << 30;
    private static final double MIB = 1 << 20;

    private PlanText() {}

    static String seconds(double seconds) {
        if (seconds >= 1 || seconds == 0) {
            return Text.decimal(seconds) + " s";
        }
        return seconds >= 1e-3 ? Text.decimal(seconds * 1e3) + " ms" : Text.decimal(seconds * 1e6) + " µs";
    }

    static String bytes(double bytes) {
        return bytes >= GIB
                ? String.format(Locale.ROOT, "%.1f GiB", bytes / GIB)
                : String.format(Locale.ROOT, "%.3g MiB", bytes / MIB);
    }

    /** Samples per second. */
    static String rate(double rate) {
        return rate >= 1000 ? Text.count(rate) : Text.decimal(rate);
    }

    static String factor(double factor) {
        return String.format(Locale.ROOT, "%.2f×", factor);
    }

    static String count(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    /** "0–3" for neighbours, "0, 4, 5" otherwise. */
    static String devices(Stage stage) {
        List<Integer> devices = stage.devices();
        int first = devices.get(0);
        int last = devices.get(devices.size() - 1);
        if (devices.size() == 1) {
            return "device " + first;
        }
        if (last - first == devices.size() - 1) {
            return "devices " + first + "–" + last;
        }
        return "devices "
                + String.join(", ", devices.stream().map(String::valueOf).toList());
    }
}
