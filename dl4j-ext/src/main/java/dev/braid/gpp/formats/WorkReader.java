package dev.braid.gpp.formats;

import static dev.braid.gpp.formats.BraidKeys.*;

import dev.braid.gpp.cost.Work;
import dev.braid.gpp.text.Quantity;

/** Reads the work of one pass: a time per sample, or an object of counts. */
final class WorkReader {
    private WorkReader() {}

    static Work read(JsonValue value) {
        if (!value.isObject()) {
            return value.build(() -> new Work.Measured(value.quantity(Quantity.SECONDS)));
        }
        value.only(WORK);
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
        return new Work.Measured(((Work.Measured) work).secondsPerSample() / 2);
    }
}
