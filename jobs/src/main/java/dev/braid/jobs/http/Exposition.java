package dev.braid.jobs.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;

/** Metrics as Prometheus text, written one after the other. One thread. */
public final class Exposition {
    private static final MediaType TYPE = MediaType.parse("text/plain; version=0.0.4; charset=utf-8");

    private final StringBuilder text = new StringBuilder();

    /** One label; {@code value} is escaped. */
    public static String label(String name, String value) {
        return name + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    public Exposition gauge(String name, String help, String labels, double value) {
        return header(name, help, "gauge").sample(name, labels, value);
    }

    /** @param name ends in {@code _total} */
    public Exposition counter(String name, String help, String labels, double value) {
        return header(name, help, "counter").sample(name, labels, value);
    }

    public Exposition histogram(String name, String help, String labels, Histogram histogram) {
        header(name, help, "histogram");
        histogram.write(this, name, labels);
        return this;
    }

    /**
     * A histogram that somebody else has counted, below its {@link #header}.
     *
     * @param bounds largest value of each bucket but the last, ascending
     * @param counts of each bucket alone, one more than {@code bounds}
     */
    public Exposition buckets(String name, String labels, double[] bounds, long[] counts, double sum) {
        long below = 0;
        String separator = labels.isEmpty() ? "" : ",";
        for (int i = 0; i < counts.length; i++) {
            below += counts[i];
            String bound = i == bounds.length ? "+Inf" : Double.toString(bounds[i]);
            sample(name + "_bucket", labels + separator + label("le", bound), below);
        }
        return sample(name + "_sum", labels, sum).sample(name + "_count", labels, below);
    }

    /** What stands above the samples of one metric. */
    public Exposition header(String name, String help, String type) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        return this;
    }

    public Exposition sample(String name, String labels, double value) {
        text.append(name);
        if (!labels.isEmpty()) {
            text.append('{').append(labels).append('}');
        }
        text.append(' ').append(value).append('\n');
        return this;
    }

    public HttpResponse response() {
        return HttpResponse.of(HttpStatus.OK, TYPE, HttpData.ofUtf8(text.toString()));
    }
}
