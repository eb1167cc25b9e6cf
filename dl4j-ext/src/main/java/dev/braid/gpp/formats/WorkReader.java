package dev.braid.gpp.formats;

import static dev.braid.gpp.formats.BraidKeys.*;

import dev.braid.gpp.cost.Work;
import dev.braid.gpp.text.Quantity;

/** Reads the work of one pass: a time per sample, or an object of counts or times. */
final class WorkReader {
    private WorkReader() {}

    static Work read(JsonValue value) {
        if (!value.isObject()) {
            return value.build(() -> new Work.Measured(value.quantity(Quantity.SECONDS)));
        }
        if (TIMES.stream().anyMatch(value.keys()::contains)) {
            value.only(TIMES);
            return value.build(() -> new Work.Measured(
                    value.quantity(SECONDS, Quantity.SECONDS, 0), value.quantity(LAUNCH, Quantity.SECONDS, 0)));
        }
        value.only(COUNTS);
        return value.build(() -> new Work.Counted(
                value.find(FLOPS).map(JsonValue::number).orElse(0.0),
                value.quantity(WEIGHT_BYTES, Quantity.BYTES, 0),
                value.quantity(BYTES, Quantity.BYTES, 0)));
    }

    static Work half(Work work) {
        if (work instanceof Work.Counted counted) {
            return new Work.Counted(
                    counted.flopsPerSample() / 2, counted.weightBytes() / 2, counted.bytesPerSample() / 2);
        }
        Work.Measured measured = (Work.Measured) work;
        return new Work.Measured(measured.secondsPerSample() / 2, measured.launchSeconds() / 2);
    }
}
